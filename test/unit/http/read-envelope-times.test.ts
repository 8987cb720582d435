import { describe, expect, it, test } from 'vitest';
import { NO_TIME_LIMIT_MS } from '../../../src/rules/head.ts';
import { NOW, read, refusal } from './envelope.ts';

describe('DECISIONS 1.1: timeout', () => {
  test.each([
    [{ timeout_ms: 1_500 }, 1_500],
    [{ timeout: 60 }, 60_000],
    [{ timeout: 0.07 }, 70],
    // 0 would mean no limit, so that the shortest time is not rounded to it.
    [{ timeout: 0.0001 }, 1],
    [{ timeout_ms: 1_500, timeout: 60 }, 1_500],
    [{ timeout_ms: 0 }, NO_TIME_LIMIT_MS],
    [{ timeout: 0 }, NO_TIME_LIMIT_MS],
    [{}, undefined],
  ])('%j is %s ms', (options, ms) => {
    expect(read({ options }).timeoutMs).toBe(ms);
  });
});

describe('DECISIONS 1.1: visibility timeout', () => {
  test.each([
    [{ visibility_timeout_ms: 1_500 }, 1_500],
    [{ visibility_timeout: 90 }, 90_000],
    [{ visibility_timeout: 0.0001 }, 1],
    [{ visibility_timeout: 'PT1M30.5S' }, 90_500],
    [{ visibility_timeout: 'P1D' }, 86_400_000],
    [{ visibility_timeout_ms: 1_500, visibility_timeout: 90 }, 1_500],
    [{ visibility_timeout_ms: 0 }, undefined],
    [{ visibility_timeout: 0 }, undefined],
    [{ visibility_timeout: 'PT0S' }, undefined],
    [{}, undefined],
  ])('%j is %s ms', (options, ms) => {
    expect(read({ options }).visibilityTimeoutMs).toBe(ms);
  });

  test.each(['P36501D', 'PT99999999999999999999S', 'P', 'PT'])('%s is no length', (visibility_timeout) => {
    expect(refusal(() => read({ options: { visibility_timeout } }))).toEqual({
      status: 400,
      code: 'invalid_request',
      field: 'visibility_timeout',
    });
  });
});

describe('DECISIONS 1.1: times', () => {
  it.each([
    'scheduled_at',
    'delay_until',
  ])('%s is kept character for character where it is absolute', (name) => {
    const text = '2099-01-01T09:00:00+01:00';
    const job = read({ options: { [name]: text } });
    expect(job.scheduledAt).toEqual({ text, ms: Date.UTC(2099, 0, 1, 8) });
  });

  it.each(['+PT30S', 'PT30S'])('%s counts from the receipt', (sent) => {
    const job = read({ options: { scheduled_at: sent, expires_at: sent } });
    const meant = { ms: NOW + 30_000, text: '2026-11-02T10:30:30.000Z' };
    expect([job.scheduledAt, job.expiresAt]).toEqual([meant, meant]);
  });

  test.each([
    ['scheduled_at', 'scheduled_at', '2099-01-01T09:00:00'],
    ['delay_until', 'delay_until', '2099-02-30T09:00:00Z'],
    ['expires_at', 'expires_at', 'tomorrow'],
    ['expires_at', 'expires_at', 'P1M'],
  ])('%s: refused as %s where it is %s', (name, field, text) => {
    expect(refusal(() => read({ options: { [name]: text } }))).toEqual({
      status: 400,
      code: 'invalid_request',
      field,
    });
  });
});

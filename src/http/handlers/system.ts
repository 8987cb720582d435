import type { Engine } from '../../engine/engine.ts';
import { healthOf } from '../../engine/health.ts';
import type { AllHandlers } from '../call.ts';
import { OJS_VERSION } from '../request-context.ts';

/** Names the stores, for whoever reads the manifest. */
const BACKEND = 'dynamodb-sqs';

/**
 * What this server is and how it does; the manifest claims only what works.
 * @param draining aborted when the server begins to end.
 */
export function systemHandlers(
  engine: Engine,
  version: string,
  draining: AbortSignal,
): Pick<AllHandlers, 'getManifest' | 'getHealth' | 'getReadiness' | 'getLiveness'> {
  const health = healthOf(engine);
  return {
    async getManifest() {
      return {
        status: 200,
        body: {
          specversion: OJS_VERSION,
          ojs_version: OJS_VERSION,
          implementation: { name: 'ojs-aws', version, language: 'typescript', backend: BACKEND },
          conformance_level: 4,
          conformance_tier: 'runtime',
          protocols: ['http'],
          backend: BACKEND,
          capabilities: {
            batch_enqueue: true,
            cron_jobs: true,
            dead_letter: true,
            delayed_jobs: true,
            job_ttl: true,
            pause_resume: true,
            priority_queues: true,
            rate_limiting: true,
            schema_validation: false,
            unique_jobs: true,
            unique_jobs_strength: 'strong',
            workflows: true,
          },
          extensions: { official: ['progress'], experimental: ['fetch-wait', 'ack-attempt'] },
          endpoints: { base_url: '/ojs/v1', manifest: '/ojs/manifest', health: '/ojs/v1/health' },
        },
      };
    },
    async getHealth() {
      const { ok, latencyMs, uptimeSeconds } = await health();
      const backend = { type: 'dynamodb', latency_ms: latencyMs };
      const body = { version: OJS_VERSION, uptime_seconds: uptimeSeconds } as const;
      return ok
        ? { status: 200, body: { ...body, status: 'ok', backend: { ...backend, status: 'ok' } } }
        : {
            status: 503,
            body: {
              ...body,
              status: 'degraded',
              backend: { ...backend, status: 'unhealthy', error: 'The table does not answer.' },
            },
          };
    },
    async getReadiness() {
      if (draining.aborted) return { status: 503, body: { status: 'draining' } };
      const { ok } = await health();
      return ok ? { status: 200, body: { status: 'ready' } } : { status: 503, body: { status: 'degraded' } };
    },
    async getLiveness() {
      return { status: 200, body: { status: 'alive' } };
    },
  };
}

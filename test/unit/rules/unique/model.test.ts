import { describe, expect, it } from 'vitest';
import { holds } from './holds.ts';
import { explore } from './model.ts';
import { batch, batches, open, replace, request, returns, singles } from './scenarios.ts';

describe('DESIGN decision 20, ojs-unique-jobs 8.1: every order of the steps, one server ends anywhere', () => {
  it.each(Object.entries({ ...singles, ...returns }))(
    '%s',
    (name, scenario) => {
      expect([...holds(name, scenario).keys()].join()).not.toContain('undecided');
    },
    60_000,
  );
});

describe('DESIGN decision 21: the same with batches, whose header is the commit record', () => {
  it.each(Object.entries(batches))(
    '%s',
    (name, scenario) => {
      holds(name, scenario);
    },
    60_000,
  );
});

describe('the model finds what it should', () => {
  it('a lock that is no commit record (lock, then put): two at once', () => {
    const { faults } = explore({
      callers: { A: request('A', 'a'), B: request('B', 'b') },
      workerMoves: 0,
      exclusive: open,
      lockForgetsHead: true,
    });
    expect([...faults.keys()]).toContain('two at once');
  });

  it('and with replace: a job cancelled for one that is not there', () => {
    const { faults } = explore({
      callers: { R: request('R', 'r', replace, false) },
      old: {},
      workerMoves: 0,
      exclusive: open,
      lockForgetsHead: true,
    });
    expect(faults.size).toBeGreaterThan(0);
  });

  it('a lock that keeps the head of a job that was refused: it is placed when the one with its id is gone', () => {
    const { faults } = explore({
      callers: { A: request('A', 'a'), B: request('B', 'b', {}, false) },
      workerMoves: 0,
      plainPut: 'A',
      plainDeleted: true,
      exclusive: open,
      refusedHeadStays: true,
    });
    expect([...faults.keys()]).toContain('refused and stored all the same');
  });

  it('a server that takes what is staged for stored', () => {
    const { faults } = explore({
      callers: { X: batch(['U', {}]), A: request('A', 'a', {}, false) },
      workerMoves: 0,
      exclusive: open,
      headerForgotten: true,
    });
    expect([...faults.keys()]).toContain('refused for a job of a batch that is not committed');
  });
});

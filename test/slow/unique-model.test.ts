import { describe, it } from 'vitest';
import { holds } from '../unit/rules/unique/holds.ts';
import { large } from '../unit/rules/unique/scenarios.ts';

describe('DESIGN decisions 20 and 21: every order of the steps, where that takes longer', () => {
  it.each(Object.entries(large))(
    '%s',
    (name, scenario) => {
      holds(name, scenario);
    },
    300_000,
  );
});

import type { Clock } from '../../src/rules/clock.ts';
import type { Call, Habit, Means, Send } from './call.ts';
import { indexLag } from './dynamodb/index-lag.ts';
import type { Lies } from './lies.ts';
import { seededRandom } from './random.ts';
import { delay } from './sqs/delay.ts';
import { inFlight } from './sqs/in-flight.ts';
import { lose } from './sqs/lose.ts';
import { miss } from './sqs/miss.ts';
import { reorder } from './sqs/reorder.ts';
import { repeat } from './sqs/repeat.ts';
import { visibility } from './sqs/visibility.ts';
import { trouble } from './trouble.ts';

/**
 * The bad habits that `lies` asks for, the outermost first. `lied` is told the habit's name at each lie.
 */
export function habitsOf(lies: Lies, clock: Clock, lied: (habit: string) => void): Habit[] {
  const { seed = 1, sqs = {}, dynamodb = {} } = lies;
  const start = <T>(
    service: Call['service'] | undefined,
    name: string,
    settings: T | undefined,
    habit: (settings: T, means: Means) => Habit,
  ): Habit[] => {
    if (settings === undefined) return [];
    const random = seededRandom(seed, name);
    const tell = () => lied(name);
    const means: Means = {
      clock,
      lied: tell,
      lies(chance) {
        const lie = random() < chance;
        if (lie) tell();
        return lie;
      },
    };
    const bad = habit(settings, means);
    return [
      (call, send) => (service === undefined || call.service === service ? bad(call, send) : send(call)),
    ];
  };
  return [
    start(undefined, 'trouble', lies.trouble, trouble),
    start('sqs', 'sqs.visibility', sqs.visibility, visibility),
    start('sqs', 'sqs.miss', sqs.miss, miss),
    start('sqs', 'sqs.repeat', sqs.repeat, repeat),
    start('sqs', 'sqs.inFlight', sqs.inFlight, inFlight),
    start('sqs', 'sqs.lose', sqs.lose, lose),
    start('sqs', 'sqs.reorder', sqs.reorder, reorder),
    start('sqs', 'sqs.delay', sqs.delay, delay),
    start('dynamodb', 'dynamodb.indexLag', dynamodb.indexLag, indexLag),
  ].flat();
}

/** One way through all habits to the store. */
export function chain(habits: readonly Habit[], store: Send): Send {
  return habits.reduceRight<Send>((send, habit) => (call) => habit(call, send), store);
}

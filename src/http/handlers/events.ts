import type { Answer } from '../../../generated/operations.ts';
import type { Engine } from '../../engine/engine.ts';
import { listEvents } from '../../engine/list-events.ts';
import { cursorText } from '../../rules/event-cursor.ts';
import { members } from '../../rules/json-text.ts';
import type { AllHandlers } from '../call.ts';

type EventAnswer = Answer<'listEvents'>['body']['events'][number];

const DEFAULT_LIMIT = 100;

/** For those who watch what happens. */
export function eventHandlers(engine: Engine): Pick<AllHandlers, 'listEvents'> {
  return {
    async listEvents({ query }) {
      const { events, cursor, hasMore } = await listEvents(engine, {
        after: query.after,
        types: listOf(query.types),
        queues: listOf(query.queues),
        jobTypes: listOf(query.job_types),
        limit: query.limit ?? DEFAULT_LIMIT,
      });
      return {
        status: 200,
        body: {
          events: events.map(({ text }) => eventAnswer(text)),
          cursor: cursorText(cursor),
          has_more: hasMore,
        },
      };
    },
  };
}

function listOf(text: string | undefined): string[] | undefined {
  return text?.split(',');
}

/** The envelope as it is kept; the result of a job keeps its text. */
function eventAnswer(text: string): EventAnswer {
  const event: EventAnswer = JSON.parse(text);
  const data = members(text).get('data');
  const result = data && members(data.text).get('result');
  return result ? { ...event, data: { ...event.data, result } } : event;
}

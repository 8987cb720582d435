import { notFound } from '../../rules/errors.ts';
import type { AllHandlers } from '../call.ts';

/** For tests. @param reset empties everything; absent where that is not allowed. */
export function adminHandlers(reset: (() => Promise<void>) | undefined): Pick<AllHandlers, 'resetServer'> {
  return {
    async resetServer() {
      if (!reset) throw notFound('route', 'POST /ojs/v1/admin/reset');
      await reset();
      return { status: 200, body: { reset: true } };
    },
  };
}

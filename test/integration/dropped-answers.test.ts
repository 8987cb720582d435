import { answersMayBeDropped } from '../support/dropped-answers.ts';
import { startTestStores } from '../support/server.ts';

answersMayBeDropped('the embedded table', startTestStores);

import { serversMayEnd } from '../support/unique-ended.ts';

serversMayEnd([
  { name: 'a create with its body in pieces', more: { meta: { big: 'x'.repeat(3_000) } }, calls: 4 },
  { name: 'a replace', old: 'available', calls: 6 },
  { name: 'a replace of a job that runs', old: 'active', calls: 6 },
]);

import { serversMayEnd } from '../../support/unique-ended.ts';

serversMayEnd([
  { name: 'a create', calls: 3 },
  { name: 'a replace', old: 'available', calls: 6 },
]);

import { serversMayEnd } from '../../support/unique-ended.ts';

serversMayEnd([{ name: 'a create', calls: 3 }]);

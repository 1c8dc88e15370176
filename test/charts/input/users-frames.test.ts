import { join } from 'node:path';
import { inspect } from 'node:util';
import { InputError } from '../../../charts/input/problems';
import { usersFrames } from '../../../charts/input/users-frames';

const ROOT = join(__dirname, '..', '..', '..');

test('a stack keeps places in the code of the user', () => {
  const users = [
    '    at new LogsStack (/home/me/app/lib/logs-stack.ts:12:5)',
    '    at file:///home/me/app/bin/app.mjs:3:1',
    `    at new LogsStack (${ROOT}/examples/existing-stack/logs-stack.ts:8:3)`,
  ];
  const others = [
    `    at refuse (${ROOT}/lib/environment/constructs/validate.ts:156:34)`,
    `    at new LogStorage (file://${ROOT}/charts/logging/charts.ts:1:1)`,
    '    at new LokiLogging (/home/me/app/node_modules/cdk-eks-loki/dist/lib/app/loki-logging.js:9:1)',
    '    at Module._compile (node:internal/modules/cjs/loader:1521:14)',
    'S/L.bucket: missing; write a string',
  ];
  expect(usersFrames([...others, ...users, ...others].join('\n'))).toEqual(users);
});

test('an error for invalid input shows each problem once, and where the user is', () => {
  const error = new InputError([{ path: 'S/L.retention', found: 'not a key', fix: 'write keptFor' }]);
  expect(error.problems).toHaveLength(1);
  const [first, second] = (error.stack ?? '').split('\n');
  expect(first).toBe('InputError: S/L.retention: not a key; write keptFor');
  expect(second).toContain('users-frames.test.ts');
  expect(inspect(error).split('S/L.retention')).toHaveLength(2);
});

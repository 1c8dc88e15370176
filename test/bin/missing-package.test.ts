import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingPackage } from '../../bin/missing-package.cjs';
import { ROOT, workFolder } from '../helpers/cli';

const error = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);
const fixOf = (message: string, more: object = {}) => missingPackage(error(message, more))?.fix;
const AT = `${ROOT}/node_modules`;

test.each([
  ["Cannot find module 'zod'\nRequire stack:\n- /p/lib/a.ts", 'zod'],
  ["Cannot find module 'aws-cdk-lib/aws-eks'", 'aws-cdk-lib'],
  ["Cannot find package '@aws-sdk/client-s3' imported from /p/bin/start.cjs", '@aws-sdk/client-s3'],
  [`Cannot find module '${AT}/zod/v4/index.cjs'`, 'zod'],
  [`No "exports" main defined in ${AT}/jiti/package.json`, 'jiti'],
  [`Package subpath './v4' is not defined by "exports" in ${AT}/zod/package.json`, 'zod'],
  [`Invalid package config ${AT}/@aws-sdk/client-sts/package.json.`, '@aws-sdk/client-sts'],
  [`Error parsing ${AT}/zod/package.json: Unexpected end of JSON input`, 'zod'],
])('%s: one sentence names the package and the command', (message, name) => {
  expect(missingPackage(error(message))).toEqual({
    path: name,
    found: 'is not installed, or only in part',
    fix: 'run npm ci',
  });
});

test('a file that a package asks for is part of that package, as is one that cannot be parsed', () => {
  expect(missingPackage(error("Cannot find module './x'", { requireStack: [`${AT}/zod/index.cjs`] }))?.path).toBe(
    'zod',
  );
  const stack = `${AT}/commander/lib/help.js:12\nconst {\n       \n\nSyntaxError: Unexpected end of input`;
  expect(missingPackage(Object.assign(new SyntaxError('Unexpected end of input'), { stack }))?.path).toBe('commander');
});

test('a package that no package.json asks for is installed by its name', () => {
  expect(fixOf("Cannot find module 'lodash'", { requireStack: ['/p/environments.ts'] })).toBe('run npm install lodash');
  expect(fixOf("Cannot find module 'lodash'", { requireStack: [`${AT}/cdk-nag/index.js`] })).toBe('run npm ci');
});

test.each([
  error("Cannot find module './nix'", { requireStack: ['/p/environments.ts'] }),
  error("Cannot find module '/p/lib/nix.ts'"),
  error('ENOENT: no such file or directory'),
  Object.assign(new SyntaxError('no'), { stack: '/p/environments.ts:3\nx\nSyntaxError: no' }),
  new TypeError('x is not a function'),
  'text',
])('%s is about something else', (other) => {
  expect(missingPackage(other)).toBeUndefined();
});

test('where the program is installed, the command is for the project, and a peer has its name', () => {
  const project = workFolder();
  const own = join(project, 'node_modules/cdk-eks-loki');
  mkdirSync(join(own, 'bin'), { recursive: true });
  for (const file of ['package.json', 'bin/missing-package.cjs']) cpSync(join(ROOT, file), join(own, file));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ dependencies: { 'cdk-eks-loki': '1' } }));
  const installed = jest.requireActual<{ missingPackage: typeof missingPackage }>(
    join(own, 'bin/missing-package.cjs'),
  ).missingPackage;
  const of = (name: string) => installed(error(`Cannot find module '${name}'`, { requireStack: [join(own, 'x.js')] }));
  expect(of('zod')?.fix).toBe(`run npm install in ${project}`);
  expect(of('aws-cdk-lib')?.fix).toBe(`run npm install aws-cdk-lib in ${project}`);
});

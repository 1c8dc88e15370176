import { loadProblem } from '../../../bin/loading/problem';

test('a file of another language is reported with those that are read', () => {
  // Node.js says this of an import; Jest reads any file as a script.
  expect(loadProblem(new TypeError('Unknown file extension ".yaml" for /team/environments.yaml'))).toEqual({
    found: '.yaml is not a kind of file of environments',
    fix: 'write it as .ts, .js or .json',
  });
});

test('the place of an error is that of the user, in no package and not in what loads the file', () => {
  const error = Object.assign(new Error('no'), {
    stack: 'Error: no\n at a (/x/node_modules/jiti/a.js:1:2)\n at b (/x/bin/loading/environments.ts:3:4)',
  });
  expect(loadProblem(error).found).toBe('cannot be loaded: no');
  error.stack += `\n at c (${process.cwd()}/bin/environments.ts:5:6)`;
  expect(loadProblem(error).found).toBe('cannot be loaded: no (bin/environments.ts:5:6)');
});

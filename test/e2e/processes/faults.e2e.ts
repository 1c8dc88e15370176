import { eksLokiProcess, withoutAws, workFolder } from '../../helpers/cli';

/** A file that breaks a function of the language, so that our own code fails where no input is wrong. */
const FILE = `Array.prototype.flatMap = () => { throw new TypeError('fault'); };
export default { dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } } };`;

const tried = (...args: string[]) => {
  const folder = workFolder(FILE);
  return eksLokiProcess([...args, '--environments', 'environments.ts'], folder, withoutAws({ PATH: folder }), '');
};

test.each(['render', 'synth', 'check', 'diff dev', 'wait dev'])(
  'a fault of ours in eks-loki %s --json is JSON, with exit code 1 and no stack trace',
  (command) => {
    const { status, stdout, stderr } = tried(...command.split(' '), '--json');
    expect([status, stderr]).toEqual([1, expect.not.stringMatching(/^\s+at /m) as string]);
    expect(JSON.parse(stdout)).toMatchObject({ problems: [expect.any(Object) as object] });
  },
);

test('a fault of ours in a command without JSON has exit code 1', () => {
  expect(tried('credentials', 'dev').status).toBe(1);
});

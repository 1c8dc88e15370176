import { listed } from '../../../bin/volumes/cluster';

const answering = (stdout: string) => ({ run: () => Promise.resolve({ status: 0, stdout, stderr: '' }) });

test.each(['<html>proxy</html>', 'null', '{}', '{"items":{}}', ''])('%j is not a list of objects', async (stdout) => {
  await expect(listed(answering(stdout), ['secrets', '--namespace', 'loki'])).rejects.toThrow(
    'kubectl: get secrets --namespace loki: prints no list of objects; see that kubectl may read it, and run this again',
  );
});

test('an empty list has no objects', async () => {
  expect(await listed(answering('{"items":[]}'), ['pods'])).toEqual([]);
});

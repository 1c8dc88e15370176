import { PassThrough } from 'node:stream';
import { terminalPrompt } from '../../../bin/init/prompt';

function prompted() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  return { input, said: () => String(output.read() ?? ''), prompt: terminalPrompt(input, output) };
}

test('asks, and returns the line that is answered', async () => {
  const { input, said, prompt } = prompted();
  const answer = prompt.ask('Name [dev]:');
  expect(said()).toBe('Name [dev]: ');
  input.write('  prod \n');
  expect(await answer).toBe('prod');
  prompt.say('good');
  expect(said()).toBe('good\n');
  prompt.close();
});

test('lines that arrive before their questions are answers to them', async () => {
  const { input, prompt } = prompted();
  input.write('one\n\nthree\n');
  expect([await prompt.ask('1'), await prompt.ask('2'), await prompt.ask('3')]).toEqual(['one', '', 'three']);
  prompt.close();
});

test('the end of the answers is an error that names the question', async () => {
  const { input, prompt } = prompted();
  const answer = prompt.ask('Name:');
  input.end();
  await expect(answer).rejects.toThrow('eks-loki init: no answer to: Name:; answer it, or run it with --yes');
  await expect(prompt.ask('Again:')).rejects.toThrow('no answer to: Again:');
});

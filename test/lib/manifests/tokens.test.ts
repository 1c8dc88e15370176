import { Lazy, Token } from 'aws-cdk-lib';
import { tokensIn } from '../../../lib/manifests/tokens';

test('finds tokens in texts, numbers, lists, keys and objects that are not resolved', () => {
  const text = Token.asString({ Ref: 'Vpc' });
  const number = Token.asNumber({ Ref: 'Port' });
  const lazy = Lazy.any({ produce: () => 1 });
  const found = tokensIn({
    data: { id: `vpc=${text}`, plain: 'text', count: 3 },
    ports: [1, number],
    names: Token.asList({ Ref: 'Names' }),
    [text]: 1,
    lazy,
    url: `http://host:${number}`,
  });
  expect(found.map(({ path }) => path.join('/'))).toEqual(['data/id', 'ports/1', 'names/0', text, 'lazy', 'url']);
  expect(found[0]).toEqual({ path: ['data', 'id'], value: `vpc=${text}`, token: text });
  expect(found[3]).toMatchObject({ value: text, token: text });
  expect(found[5]?.token).toBe(String(number));
});

test('finds none where all is known', () => {
  expect(tokensIn({ a: ['${x}', 'Token', -1.5, null, undefined, true], resolve: 'x' })).toEqual([]);
});

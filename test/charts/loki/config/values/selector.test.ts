import { beginsWithSelector, selectorFault } from '../../../../../charts/loki/config/values/selector';

test.each([
  '{namespace="dev"}',
  '{ namespace = "dev", container=~"nginx|proxy", level != "debug", }',
  '{a=`b`}',
  '{a!=""}',
  '{a="x\\"y"}',
  '{a!~".*", b="}"}',
  '{a=~"(?i)shop"}',
  '{a=~"shop(?i)x", b=~`(?-s).+`}',
  '{a=~`\\pL[^\\d\\pL]\\Q.\\E`}',
])('%s is a stream selector', (text) => {
  expect(selectorFault(text)).toBeUndefined();
});

test.each([
  ['', 'a stream selector'],
  ['{', 'a stream selector'],
  ['{a="b"} |= "x"', 'a stream selector'],
  ['{a="b" b="c"}', 'a stream selector'],
  ['{a=b}', 'a stream selector'],
  ['{a-b="c"}', 'a stream selector'],
  ['{a=~"("}', 'a stream selector with valid regular expressions'],
  ['{a=~"(?!x)y"}', 'a stream selector with valid regular expressions'],
  ['{a=~"x**"}', 'a stream selector with valid regular expressions'],
  ['{a=~`x{1001}\\Z`}', 'a stream selector with valid regular expressions'],
  ['{a=~"(?i)"}', 'a stream selector with a value that is not empty'],
  ['{a=~"(?i)|x"}', 'a stream selector with a value that is not empty'],
  ['{}', 'a stream selector with a value that is not empty'],
  ['{a=""}', 'a stream selector with a value that is not empty'],
  ['{a=~".*"}', 'a stream selector with a value that is not empty'],
  ['{a!="b"}', 'a stream selector with a value that is not empty'],
])('%s must be %s', (text, fault) => {
  expect(selectorFault(text)).toBe(fault);
});

test.each<[string, boolean]>([
  ['{app="a"}', true],
  ['{app="a", b!~`c`} |= "x"', true],
  ['{app=""}', true],
  ['{}', true],
  ['{app=}', false],
  ['app="a"', false],
  ['{app="a"', false],
  ['', false],
])('%s begins with a selector: %s', (text, expected) => {
  expect(beginsWithSelector(text)).toBe(expected);
});

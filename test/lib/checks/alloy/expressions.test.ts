import { EXPRESSION_RULES } from '../../../../lib/checks/alloy/expressions';
import { type Case, describeRules, type Parts } from '../harness';
import { alloyObjects, findingsIn } from './setup';

const AT = 'ConfigMap alloy/alloy config.alloy';

const adds =
  (text: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', /$/, `\n${text}\n`);
  };

describeRules(EXPRESSION_RULES, [
  {
    rule: 'ALLOY-EXPRESSION-1',
    breaks: adds('tracing { sampling_fraction = 1 / 0 }\nlogging { level = "a" + 1 }'),
    finds: [
      `${AT} tracing sampling_fraction: divides by 0 in 1 / 0; use another number`,
      `${AT} logging level: has a string and a number at + in "a" + 1; write both as strings, or use string.format`,
    ],
    also: ['ALLOY-COMPONENT-1'],
  },
  {
    rule: 'ALLOY-EXPRESSION-1',
    breaks: adds(
      'declare "m" {\n import.http "x" {\n url = "http://x"\n client { proxy_url = string.upper("x") }\n }\n}',
    ),
    finds: [
      `${AT} declare.m import.http.x client.proxy_url: has string.upper, which does not exist; use string.to_upper`,
    ],
    also: ['ALLOY-KEY-1'],
  },
]);

/** Findings about the argument of a module. */
function faultsOf(value: string): string[] {
  const files = `
declare "m" {
  argument "x" { }
}
m "one" { x = ${value} }
remote.kubernetes.secret "s" {
  namespace = "a"
  name = "b"
}
local.file "plain" { filename = "/etc/a" }
local.file "hidden" {
  filename = "/etc/a"
  is_secret = true
}
discovery.kubernetes "k" { role = "pod" }
loki.write "w" { endpoint { url = "http://x" } }
`;
  const at = 'ConfigMap monitoring/collector config.alloy m.one';
  const found = findingsIn(alloyObjects({ files })).filter((finding) => finding.includes(at));
  return found.map((finding) => finding.replace(`${at} `, ''));
}

test.each([
  ['"http://" + constants.hostname + ":" + "80"'],
  ['1 + 2 * 3 ^ -4 % 5'],
  ['1 < 2 && "a" != 5 || !(true == "x")'],
  ['{ a = ["x"] }["a"][0]'],
  ['{ a = 1 }["b"]'],
  ['encoding.from_json(`{"a": [1]}`).a[0]'],
  ['encoding.from_base64("YWJj")'],
  ['string.format("%s %d", "a", 5)'],
  ['string.join([1, "a"], "-")'],
  ['string.replace(5, "a", null)'],
  ['file.path_join("a", "b", "c")'],
  ['coalesce()'],
  ['array.concat([], discovery.kubernetes.k.targets)'],
  ['discovery.kubernetes.k.targets[0]'],
  ['convert.nonsensitive(remote.kubernetes.secret.s.data["a"])'],
  ['"Bearer " + remote.kubernetes.secret.s.data["a"]'],
  ['string.trim_space(local.file.plain.content)'],
  ['to_lower(join(split("a,b", ","), ""))'],
  ['module_path + "/x"'],
])('Alloy evaluates %s', (value) => {
  expect(faultsOf(value)).toEqual([]);
});

test.each([
  ['!"x"', 'has "x" at !, which is a string'],
  ['-true', 'has true at -, which is a boolean'],
  ['1 && true', 'has 1 at &&, which is a number'],
  ['[1] < [2]', 'has [1] at <, which is a list'],
  ['"a" < 1', 'has a string and a number at < in "a" < 1'],
  ['5 % 0', 'divides by 0 in 5 % 0'],
  ['"abc"[0]', 'takes a part of "abc", which is a string'],
  ['(5).x', 'takes a part of (5), which is a number'],
  ['["a"].x', 'takes a part of ["a"], which is a list'],
  ['["a"]["x"]', 'takes a part of a list by a string'],
  ['["a"][3]', 'takes item 3 of a list of 1'],
  ['{ a = 1 }[0]', 'takes a part of an object by a number'],
  ['{ a = 1 }.b', 'takes the field b of an object without it'],
  ['constants.host', 'has constants.host, which does not exist'],
  ['constants.hostname()', 'calls constants.hostname, which is a string'],
  ['constants.os.x', 'has constants.os.x, and constants.os is a string'],
  ['sys.getenv("X")', 'has sys.getenv, which does not exist'],
  ['sys.env()', 'calls sys.env with no arguments'],
  ['sys.env("A", "B")', 'calls sys.env with 2 arguments'],
  ['strings.to_upper("x")', 'calls strings.to_upper, which does not exist'],
  ['string.format()', 'calls string.format with no arguments'],
  ['string.join("a", ",")', 'calls string.join with "a", which is a string'],
  ['string.split(["a"], ",")', 'calls string.split with ["a"], which is a list'],
  ['array.concat([], "x")', 'calls array.concat with "x", which is a string'],
  ['encoding.from_json("{")', 'calls encoding.from_json with a text that is no JSON'],
  ['encoding.from_base64("***")', 'calls encoding.from_base64 with a text that is no base64'],
  ['encoding.to_json(["a"])', 'calls encoding.to_json with ["a"], which is a list'],
  ['encoding.url_decode("100%")', 'calls encoding.url_decode with a text that is no part of a URL'],
  ['string.join(["a", {}], ",")', 'calls string.join with a list that has an object'],
  ['discovery.kubernetes.k.targets.x', 'takes the field x of discovery.kubernetes.k.targets, which is a list'],
  ['json_path("{}")', 'calls json_path with 1 argument'],
  [
    'string.to_lower(remote.kubernetes.secret.s.data["a"])',
    'calls string.to_lower with remote.kubernetes.secret.s.data["a"], which is a secret',
  ],
  [
    'encoding.from_json(local.file.hidden.content)',
    'calls encoding.from_json with local.file.hidden.content, which is a secret',
  ],
  [
    'loki.write.w.receiver + "x"',
    'has the receiver or the rules of a component and a string at + in loki.write.w.receiver + "x"',
  ],
])('%s: %s', (value, found) => {
  expect(faultsOf(value)).toEqual([`ALLOY-EXPRESSION-1 x: ${found}`]);
});

import { MODULE_RULES } from '../../../../lib/checks/alloy/modules';
import { type Case, describeRules, type Parts } from '../harness';
import { brokenBy, findingsIn, alloyObjects } from './setup';

const AT = 'ConfigMap alloy/alloy config.alloy';

const adds =
  (text: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', /$/, `\n${text}\n`);
  };

describeRules(MODULE_RULES, [
  {
    rule: 'ALLOY-MODULE-1',
    breaks: adds('argument "x" { }\nexport "y" { value = 1 }\nlevel = "info"\nhttp "a" { }'),
    finds: [
      `${AT} level: is an attribute outside of the blocks that have attributes; move it into its block, or remove it`,
      `${AT} http.a: has the label a, and http has none; write http { … }`,
      `${AT} argument.x: is outside of a module; put it into a declare block`,
      `${AT} export.y: is outside of a module; put it into a declare block`,
    ],
  },
  {
    rule: 'ALLOY-MODULE-1',
    breaks: adds('declare "m" {\n logging { level = "info" }\n a = 1\n}'),
    finds: [
      `${AT} declare.m a: is an attribute outside of the blocks that have attributes; move it into its block, or remove it`,
      `${AT} declare.m logging: is in a declare block; move it out of the block`,
    ],
  },
  {
    rule: 'ALLOY-MODULE-2',
    breaks: adds(
      'declare "m" {\n argument "need" { }\n argument "may" { optional = true }\n}\nm "a" { mya = 1 }\nm { need = 2 }\ndeclare "e" { }\ne "a" { }',
    ),
    finds: [
      `${AT} m.a: has no need, which its module needs; set need`,
      `${AT} m.a mya: is not an argument of the module m; use may`,
      `${AT} m: has no label, which is required; write m "default" { … }`,
      `${AT} e.a: is made by an empty module, which Alloy does not find; remove both`,
    ],
  },
  {
    rule: 'ALLOY-MODULE-3',
    breaks: adds('foreach "x" { vars = "n" }'),
    finds: [
      `${AT} foreach.x: has no collection, which is required; set collection`,
      `${AT} foreach.x: has no var, which is required; set var`,
      `${AT} foreach.x: has no template, which is required; add template { … }`,
      `${AT} foreach.x vars: is not a part of foreach; use var`,
    ],
    also: ['ALLOY-STABILITY-1'],
  },
]);

const PUSH = `
loki.source.api "in" {
  http { listen_port = 3100 }
  forward_to = [sink.one.receiver]
}
declare "sink" {
  argument "url" { comment = "where lines go" }
  argument "tenant" {
    optional = true
    default  = "x"
  }
  loki.write "w" {
    endpoint {
      url       = argument.url.value
      tenant_id = argument.tenant.value
      max_backoff_retries = 0
    }
  }
  export "receiver" { value = loki.write.w.receiver }
}
`;

const LOOP = (body: string): string => `${PUSH}
sink "one" { url = "http://x" }
foreach "each" {
  collection = [{ port = 3101 }]
  var        = "one"
  template {
    loki.source.api "in" {
      http { listen_port = one.port }
      ${body}
    }
  }
}
`;

const EXPERIMENTAL = {
  args: ['run', '/etc/alloy/config.alloy', '--storage.path=/var/lib/alloy', '--stability.level=experimental'],
};

test.each([
  ['a module that is used', `${PUSH}sink "one" { url = "http://x" }`],
  [
    'a module of another file',
    `import.http "m" { url = "http://x/m.alloy" }\n${PUSH}sink "one" { url = m.a.one.url }\nm.a "one" { x = 1 }`,
  ],
  ['a loop, whose components see those outside', LOOP('forward_to = [sink.one.receiver]')],
])('%s is right', (_name, files) => {
  expect(brokenBy({ files, container: EXPERIMENTAL })).toEqual([]);
});

test.each([
  ['a use without its argument', `${PUSH}sink "one" { }`, ['ALLOY-MODULE-2']],
  ['a reference to a use that is not there', PUSH, ['ALLOY-REFERENCE-1']],
  [
    'a reference to an export that is not there',
    `${PUSH.replace('sink.one.receiver', 'sink.one.input')}sink "one" { url = "http://x" }`,
    ['ALLOY-REFERENCE-2'],
  ],
  ['a name that nothing has', LOOP('forward_to = [LOKI]'), ['ALLOY-REFERENCE-1']],
  ['a missing component in a loop', LOOP('forward_to = [loki.write.x.receiver]'), ['ALLOY-REFERENCE-1']],
  ['an unknown attribute in a loop', LOOP('forward_to = []\n forwardto = []'), ['ALLOY-KEY-1']],
  [
    'an unknown component in a loop',
    LOOP('forward_to = []').replace('loki.source.api "in" {\n      http', 'loki.source.apii "in" {\n      http'),
    ['ALLOY-COMPONENT-3'],
  ],
  ['a missing attribute of an import', 'import.file "x" { }', ['ALLOY-COMPONENT-2']],
  ['an import without a label', 'import.string { content = "" }', ['ALLOY-COMPONENT-2']],
  ['a module without a label', 'declare {\n argument "x" { }\n}', ['ALLOY-COMPONENT-2']],
  ['an argument of another type', 'declare "m" {\n argument "x" { optional = "yes" }\n}', ['ALLOY-KEY-2']],
  [
    'an argument that the module does not have',
    PUSH.replace('argument.tenant', 'argument.user') + 'sink "one" { url = "x" }',
    ['ALLOY-REFERENCE-1'],
  ],
  [
    'a part of an argument that is not its value',
    PUSH.replace('argument.tenant.value', 'argument.tenant.text') + 'sink "one" { url = "x" }',
    ['ALLOY-REFERENCE-1'],
  ],
  [
    'an argument itself',
    PUSH.replace('argument.tenant.value', 'argument.tenant') + 'sink "one" { url = "x" }',
    ['ALLOY-KEY-2'],
  ],
  ['an argument outside of a module', 'logging { level = argument.x.value }', ['ALLOY-REFERENCE-1']],
  [
    'an export of another type',
    PUSH.replace('value = loki.write.w.receiver', 'value = 1 + 4') + 'sink "one" { url = "x" }',
    ['ALLOY-KEY-2'],
  ],
  ['a block in a use of a module', `${PUSH}sink "one" {\n url = "x"\n tenant { }\n}`, ['ALLOY-MODULE-2']],
  ['a module within itself', 'declare "a" { b "x" { } }\ndeclare "b" { a "y" { } }', ['ALLOY-MODULE-2']],
  ['a module named as its block', 'declare "declare" { loki.echo "e" { } }', ['ALLOY-MODULE-1']],
  ['a label of a stage', 'loki.process "p" {\n forward_to = []\n stage.cri "x" { }\n}', ['ALLOY-COMPONENT-2']],
  [
    'a text to repeat a block for',
    LOOP('forward_to = [sink.one.receiver]').replace('[{ port = 3101 }]', '"abc"'),
    ['ALLOY-MODULE-3'],
  ],
  ['an argument twice', 'declare "m" {\n argument "x" { }\n argument "x" { }\n}', ['ALLOY-COMPONENT-1']],
])('%s is found', (_name, files, ids) => {
  expect(brokenBy({ files, container: EXPERIMENTAL })).toEqual(ids);
});

test('a loop needs the experimental level', () => {
  const found = findingsIn(alloyObjects({ files: LOOP('forward_to = [sink.one.receiver]') }));
  expect(found.filter((finding) => finding.startsWith('ALLOY-STABILITY-1'))).toEqual([
    expect.stringContaining('--stability.level is generally-available, which does not permit foreach.each'),
  ]);
});

import { type Case, describeRules, type Parts } from '../harness';
import { KEY_RULES } from '../../../../lib/checks/alloy/keys';
import { WRITE } from './texts';
import { alloyObjects, findingsIn, type Setup } from './setup';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Adds text to the configuration of Alloy. */
const adds =
  (text: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', /$/, `\n${text}\n`);
  };

/** A loki.process that lines of a receiver pass through. */
const process = (body: string): string => `loki.source.api "in" {
  http { listen_port = 3100 }
  forward_to = [loki.process.x.receiver]
}
loki.process "x" {
  forward_to = [loki.write.loki.receiver]
  ${body}
}`;

/** Attributes of an endpoint of a loki.write. */
const endpoint = (body: string): string => `loki.source.api "in" {
  http { listen_port = 3100 }
  forward_to = [loki.write.x.receiver]
}
loki.write "x" {
  endpoint {
    url = "http://loki/loki/api/v1/push"
    max_backoff_retries = 0
    ${body}
  }
}`;

describeRules(KEY_RULES, [
  {
    rule: 'ALLOY-COMPONENT-3',
    breaks: adds('loki.wirte "x" { }\nstage.cri { }\nfaro.sender "x" { }'),
    finds: [
      `${AT} loki.wirte.x: is not a component of Alloy; use loki.write`,
      `${AT} stage.cri: is not a component of Alloy; move it into a loki.process`,
      `${AT} faro.sender.x: is not a component of Alloy; remove it`,
    ],
  },
  {
    rule: 'ALLOY-KEY-1',
    breaks: adds(
      process(
        'forwardto = []\n url = "x"\n stage.match {\n selector = "{}"\n stage.drop { longr_than = "1KB"\n older_than = "1h" }\n }',
      ),
    ),
    finds: [
      `${AT} loki.process.x forwardto: is not an attribute of loki.process; use forward_to`,
      `${AT} loki.process.x url: is not an attribute of loki.process; remove it`,
      `${AT} loki.process.x stage.match.stage.drop.longr_than: is not an attribute of stage.drop; use longer_than`,
    ],
  },
  {
    rule: 'ALLOY-KEY-1',
    breaks: adds(
      endpoint('basic_auth {\n user = "x"\n }\n external_labels = { a = "b" }\n tls_config = { }\n headers { }'),
    ),
    finds: [
      `${AT} loki.write.x endpoint.external_labels: is not an attribute of endpoint; move it into loki.write`,
      `${AT} loki.write.x endpoint.tls_config: is a block of endpoint; write tls_config { … }`,
      `${AT} loki.write.x endpoint.headers: is an attribute of endpoint; write headers = …`,
      `${AT} loki.write.x endpoint.basic_auth.user: is not an attribute of basic_auth; use username`,
    ],
  },
  {
    rule: 'ALLOY-KEY-1',
    breaks: adds(
      'loki.source.api "in" {\n listen_port = 3100\n http { }\n forward_to = [loki.write.loki.receiver]\n }',
    ),
    finds: [
      `${AT} loki.source.api.in listen_port: is not an attribute of loki.source.api; move it into http { … } or grpc { … }`,
    ],
  },
  {
    rule: 'ALLOY-KEY-2',
    breaks: adds(
      endpoint(
        'batch_wait = "1d"\n batch_size = 100\n remote_timeout = 5\n retry_on_http_429 = "yes"\n tenant_id = true\n headers = ["a"]\n min_backoff_period = "1s"',
      ),
    ),
    finds: [
      `${AT} loki.write.x endpoint.batch_wait: "1d" is not a duration; write a duration of Go, such as "30s" or "1h30m": its largest unit is h`,
      `${AT} loki.write.x endpoint.batch_size: 100 is not a size; write a size with its unit, such as "512KiB" or "1MiB"`,
      `${AT} loki.write.x endpoint.remote_timeout: 5 is not a duration; write a duration of Go, such as "30s" or "1h30m": its largest unit is h`,
      `${AT} loki.write.x endpoint.retry_on_http_429: "yes" is a string; write true or false`,
      `${AT} loki.write.x endpoint.tenant_id: true is a boolean; write a string in double quotes`,
      `${AT} loki.write.x endpoint.headers: ["a"] is a list; write an object: { name = … }`,
    ],
  },
  {
    rule: 'ALLOY-KEY-2',
    breaks: adds(
      process('stage.label_drop { values = "filename" }').replace(
        '[loki.write.loki.receiver]',
        'loki.write.loki.receiver',
      ),
    ),
    finds: [
      `${AT} loki.process.x forward_to: loki.write.loki.receiver is not a list; write [loki.write.loki.receiver]`,
      `${AT} loki.process.x stage.label_drop.values: "filename" is a string; write ["filename"]`,
    ],
  },
  {
    rule: 'ALLOY-KEY-2',
    breaks: adds(
      'local.file_match "x" {\n path_targets = [local.file_match.y.targets]\n }\nlocal.file_match "y" {\n path_targets = loki.write.loki.receiver\n }',
    ),
    finds: [
      `${AT} local.file_match.x path_targets: local.file_match.y.targets is a list within a list; use array.concat to join lists`,
      `${AT} local.file_match.y path_targets: loki.write.loki.receiver has another type: a receiver of logs; write an object, or name the targets of another component`,
    ],
  },
  {
    rule: 'ALLOY-KEY-3',
    breaks: (parts) => {
      parts.replace('alloy', 'config.alloy', /^/, `${endpoint('basic_auth { }\n basic_auth { }')}\n`);
    },
    finds: [`${AT} loki.write.x endpoint.basic_auth: is repeated, on lines 9 and 10; write it once`],
  },
]);

/** Findings about names and types for an image of Alloy. */
const found = (files: Setup['files'], image: string): string[] =>
  findingsIn(alloyObjects({ files, container: { image } })).filter((line) => /^ALLOY-(KEY|COMPONENT|STAGE)/.test(line));

const FILE_MATCH = `loki.source.file "x" {
  targets    = [{ __path__ = "/var/log/a.log" }]
  forward_to = [loki.write.w.receiver]
  file_match { enabled = true }
}
${WRITE}`;

test('what a version of Alloy does not have yet is found for its image', () => {
  expect(found(FILE_MATCH, 'grafana/alloy:v1.7.5')).toEqual([
    'ALLOY-KEY-1 ConfigMap monitoring/collector config.alloy loki.source.file.x file_match: is a block of loki.source.file since Alloy 1.12, and its pods run 1.7',
  ]);
  expect(found(FILE_MATCH, 'grafana/alloy:v1.12.1')).toEqual([]);
  expect(found(FILE_MATCH, 'grafana/alloy:latest')).toEqual([]);
});

test('what a version no longer has is found for its image', () => {
  const filter = `loki.secretfilter "x" {
    forward_to = []
    allowlist  = ["a"]
  }`;
  const path = 'ConfigMap monitoring/collector config.alloy loki.secretfilter.x allowlist';
  expect(found(filter, 'grafana/alloy:v1.18.1')).toEqual([
    `ALLOY-KEY-1 ${path}: is an attribute of loki.secretfilter up to Alloy 1.13, and its pods run 1.18`,
  ]);
  expect(found(filter, 'grafana/alloy:v1.10.2')).toEqual([]);
});

test('a newer Alloy may have other names, and a misspelt one is found anyway', () => {
  const text = `loki.process "x" {
    forward_to = []
    wholly_new = true
    foward_to  = []
    stage.new_one { }
  }
  loki.invented "x" { }`;
  expect(found(text, 'grafana/alloy:v1.25.0').map((line) => line.split(': ')[1])).toEqual([
    'is not an attribute of loki.process',
  ]);
});

test('components of modules are known by their declaration or import', () => {
  const text = `import.git "logs" {
    repository = "https://example.org/a.git"
    path       = "a.alloy"
  }
  declare "mine" {
    argument "to" { }
  }
  logs.pods "x" { }
  mine "x" { to = [] }`;
  expect(found(text, 'grafana/alloy:v1.18.1')).toEqual([]);
});

import { VOLUME_GIB } from '../../kubernetes/bounds';
import { expose, exposure } from '../../endpoint/exposure/validate';
import { urlConnection } from '../../endpoint/connection';
import { podsBehind } from '../../endpoint/pods-behind';
import { ROLE_ARN, SECRET_NAME } from '../../input/aws-forms';
import { keyed, repeats, someTexts, switchOr, together } from '../../input/combine';
import { OBJECT_NAME, type TextForm, textForm, withPort } from '../../input/forms';
import { type Problem, show } from '../../input/problems';
import { boolean, fields, number, oneOf, type PropValidators, required, text, type Validator } from '../../input/props';
import type {
  GrafanaDatabaseProps,
  GrafanaDeployProps,
  GrafanaDeploySettings,
  GrafanaLoginProps,
  GrafanaRoles,
  GrafanaStorageProps,
  SecretReference,
} from './props';

const EXAMPLE = '{ storage: true }';
const EXAMPLE_SECRET = "{ secret: 'corp/grafana' }";
const HTTPS = 'https://login.example.com/oauth2/token';

/** Characters without a special meaning in grafana.ini or in its expressions. */
const PLAIN = '[^\'"`\\\\#;$%\\p{Cc}\\p{Cs}]';

const SOME_URL = withPort(
  textForm(
    HTTPS,
    /^https?:\/\/(?:[^/\s@]*@)?[A-Za-z0-9.-]+(:\d{1,5})?\/[\w.~!&'()*+,=:@/?-]*$/,
    'is not a URL with a path',
  ),
);

/** Endpoint of a provider of logins. Its discovery document, which names the endpoints, is not an endpoint. */
const ENDPOINT: TextForm = {
  example: HTTPS,
  faultOf: (text) =>
    SOME_URL.faultOf(text) ??
    (/\/\.well-known\//.test(text)
      ? { wrong: "is the document that names the provider's endpoints", fix: 'write the endpoint that it names' }
      : undefined),
};

const secret: Validator = fields<SecretReference>(EXAMPLE_SECRET, {
  secret: required(text(SECRET_NAME), "'corp/grafana'"),
  field: text(
    textForm(
      'clientSecret',
      /^[A-Za-z0-9_-]{1,253}$/,
      'is not a field',
      'use letters, digits, hyphens and underscores',
    ),
  ),
});

const groups = someTexts(
  textForm(
    'platform',
    new RegExp(`^${PLAIN}{1,200}$`, 'u'),
    'is not the name of a group',
    'leave out quotes, backslashes and # ; $ %',
  ),
);

const roles: Validator = together<GrafanaRoles>(
  fields<GrafanaRoles>("{ admin: ['platform'], viewer: ['*'] }", { admin: groups, editor: groups, viewer: groups }),
  (path, { admin = [], editor = [], viewer = [] }): Problem[] => [
    ...(admin.length + editor.length + viewer.length === 0
      ? [{ path, found: 'names no group', fix: "write one such as { admin: ['platform'], viewer: ['*'] }" }]
      : []),
    ...[
      { role: 'admin', names: admin },
      { role: 'editor', names: editor },
    ].flatMap(({ role, names }) =>
      names.includes('*')
        ? [
            {
              path: `${path}.${role}`,
              found: "'*' is everyone who can log in",
              fix: 'name groups; only viewer takes it',
            },
          ]
        : [],
    ),
    ...repeats(
      [
        ...admin.map((name, index) => ({ name, at: `admin[${index}]` })),
        ...editor.map((name, index) => ({ name, at: `editor[${index}]` })),
        ...viewer.map((name, index) => ({ name, at: `viewer[${index}]` })),
      ],
      ({ name }) => name,
      ({ name, at }) => ({
        path: `${path}.${at}`,
        found: `${show(name)} has a role above already, and the first that matches counts`,
        fix: 'write it once',
      }),
    ),
  ],
);

const loginFields: Validator = fields<GrafanaLoginProps>(
  "{ clientId: 'grafana', clientSecret: { … }, authUrl: '…', … }",
  {
    clientId: required(text(textForm('grafana', /^[\w.:@/+=~-]{1,255}$/, 'is not the id of a client')), "'grafana'"),
    clientSecret: required(secret, EXAMPLE_SECRET),
    authUrl: required(text(ENDPOINT), "'https://login.example.com/oauth2/authorize'"),
    tokenUrl: required(text(ENDPOINT), `'${HTTPS}'`),
    userUrl: required(text(ENDPOINT), "'https://login.example.com/oauth2/userInfo'"),
    pods: podsBehind('keycloak', 8443),
    scopes: someTexts(textForm('openid', /^[\w.:/+-]{1,200}$/, 'is not a scope')),
    groupsClaim: text(
      textForm('groups', /^[\w:./-]{1,200}$/, 'is not the name of a claim', 'use letters, digits and _ : . / -'),
    ),
    roles,
    name: text(
      textForm('Example Login', /^[\w][\w .&()+-]{0,39}$/, 'is not a name', 'use up to 40 letters, digits and spaces'),
    ),
    passwordForm: boolean,
  },
);

/** Validator of a login: its secret and tokens must leave the cluster encrypted. */
const login = together<GrafanaLoginProps>(loginFields, (path, { tokenUrl, userUrl, pods, groupsClaim, roles }) => [
  ...Object.entries({ tokenUrl, userUrl })
    .filter(([, address]) => address.startsWith('http:') && urlConnection(address, pods).namespace === undefined)
    .map(([key, address]) => ({
      path: `${path}.${key}`,
      found: `${show(address)} sends the secret of the login unencrypted out of the cluster`,
      fix: 'use https, or name the namespace of its pods in pods',
    })),
  ...(groupsClaim !== undefined && roles === undefined
    ? [
        {
          path: `${path}.groupsClaim`,
          found: `${show(groupsClaim)} has no effect without roles`,
          fix: "leave it out, or write roles, such as { admin: ['platform'], viewer: ['*'] }",
        },
      ]
    : []),
]);

const storage: Validator = switchOr(
  fields<GrafanaStorageProps>('{ size: 20 }', {
    size: number({ ...VOLUME_GIB, example: '20' }),
    storageClass: text({ ...OBJECT_NAME, example: 'gp3' }),
  }),
  '{ size: 20 }',
);

const database: Validator = fields<GrafanaDatabaseProps>("{ type: 'postgres', host: '…', password: { secret: '…' } }", {
  type: required(oneOf(['postgres', 'mysql']), "'postgres'"),
  host: required(
    text(
      withPort(
        textForm('db.example.com:5432', /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:\d{1,5}$/, 'is not a host with a port'),
      ),
    ),
    "'db.example.com:5432'",
  ),
  password: required(secret, EXAMPLE_SECRET),
  name: text(textForm('grafana', /^\w{1,63}$/, 'is not the name of a database', 'use letters, digits and underscores')),
  user: text(textForm('grafana', /^[\w.-]{1,63}$/, 'is not a user')),
  tls: boolean,
  pods: podsBehind('postgres', 5432),
});

const folder = textForm(
  'Shop',
  /^[\p{L}\p{N}][\p{L}\p{N} _.()-]{0,99}$/u,
  'is not the name of a folder',
  'use up to 100 letters, digits, spaces and _ . ( ) -',
);

const FIELDS: Omit<PropValidators<GrafanaDeployProps>, 'expose'> = {
  login,
  storage,
  database,
  replicas: number({ example: '2', least: 1, most: 10 }),
  dashboardConfigMaps: keyed(
    folder,
    someTexts({ ...OBJECT_NAME, example: 'shop-dashboards' }),
    "Shop: ['shop-dashboards']",
  ),
};

/** Problems of a door that leads to Grafana, whose own form is right. */
function doorProblems(path: string, door: { readonly access?: string; readonly privateLink?: unknown }): Problem[] {
  return [
    ...(door.access === 'public-to-all'
      ? [
          {
            path: `${path}.access`,
            found: "'public-to-all' shows the login page of Grafana to everyone",
            fix: "write 'public', with the ranges of people in from, or leave it out",
          },
        ]
      : []),
    ...(door.privateLink === undefined
      ? []
      : [{ path: `${path}.privateLink`, found: 'leads to Loki, and not to Grafana', fix: 'leave it out' }]),
  ];
}

/** Problems of fields that exclude or need each other. */
function conflicts(path: string, props: GrafanaDeployProps): Problem[] {
  const { storage: volume, database: base, replicas = 1, dashboardConfigMaps = {} } = props;
  const maps = Object.entries(dashboardConfigMaps).flatMap(([folder, names]) =>
    names.map((name, index) => ({ name, at: `dashboardConfigMaps.${folder}[${index}]` })),
  );
  return [
    ...repeats(
      maps,
      ({ name }) => name,
      ({ name, at }, _index, first) => ({
        path: `${path}.${at}`,
        found: `${show(name)} is in ${maps[first]?.at}, too, and Grafana has each dashboard in one folder`,
        fix: 'leave one of the two out',
      }),
    ),
    ...(base !== undefined && volume !== undefined && volume !== false
      ? [{ path: `${path}.storage`, found: `${show(volume)} has no use beside database`, fix: 'keep one of the two' }]
      : []),
    ...(replicas > 1 && base === undefined
      ? [
          {
            path: `${path}.replicas`,
            found: `${replicas}, and a pod does not know the logins of another without a database`,
            fix: 'use 1, or write database',
          },
        ]
      : []),
  ];
}

const deployWith = (door: Validator, more: object = {}): Validator =>
  switchOr(
    together<GrafanaDeployProps>(
      fields<GrafanaDeployProps>(EXAMPLE, { expose: together(door, doorProblems), ...FIELDS, ...more }),
      conflicts,
    ),
    EXAMPLE,
  );

/** Validator of a Grafana that is deployed, as a user writes it. */
export const deploy: Validator = deployWith(expose);

/** Validator of a Grafana whose cluster is known. */
export const deploySettings: Validator = deployWith(exposure, {
  queryRoleArn: text(ROLE_ARN),
} satisfies Omit<PropValidators<Pick<GrafanaDeploySettings, 'queryRoleArn'>>, never>);

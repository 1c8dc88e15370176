import { CHART_TEMPLATE, Hidden, SECRET, TEMPLATE, withoutSecret } from './hidden';
import { isChartTemplate } from './templates';

/** Names of keys that hold secrets, in lower case and without hyphens and underscores. */
const SECRET_KEY =
  /(password|passwd|passphrase|passwordhash|htpasswd|token|secretaccesskey|accesskeyid|accesskey|secretkey|apikey|accountkey|clientsecret|privatekey|connectionstring|sastoken|credentials|rootuser|rootpassword|licensekey|authorization|bearer|serviceaccountjson|encryptionkey)$|^(secret|license|contents|authkey|key_id)$/;

/** Names of keys that contain the place of a secret, or another kind of token. */
const NO_SECRET_KEY =
  /(file|name|path|ref|from|key(name|ref)|enabled|header|mount|mounttoken|automountserviceaccounttoken|namespace|(user|username|password|token|accesskey|secret)key|type|expiration.*|numtokens|tokensfilepath)$/;

/** Texts that are secrets under any key. */
const SECRET_TEXT = [
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/,
  /\b(glc|glsa|ghp|gho|xox[bpas])_?[\w-]{20,}/,
  /^\s*(Basic|Bearer) [A-Za-z0-9+/=._-]{8,}\s*$/,
  /^[^:\s]+:\$(apr1|2[aby]|5|6)\$/m,
];

/** User and password of a URL. `not` says how a password does not begin. */
const userInfo = (not = ''): RegExp => new RegExp(String.raw`(\b\w+:\/\/)[^/\s:@]*:${not}[^/\s@]*@`, 'g');

/** A key or password in the query of a URL, or as the option of a program. */
const option = (not = ''): RegExp =>
  new RegExp(String.raw`((?:password|token|secret|access[-_.]?key(?:[-_.]?id)?|api[-_.]?key)=)${not}[^\s&"']+`, 'gi');

/** Beginning of what an expression has in the place of a password: a group, a class or any characters. */
const NO_EXPRESSION = String.raw`(?![(\[\\.])`;

/** Passwords within texts, and within expressions, which find passwords and have none. */
const IN_TEXT = { userInfo: userInfo(), option: option() };
const IN_EXPRESSION = { userInfo: userInfo(NO_EXPRESSION), option: option(NO_EXPRESSION) };

/** Length of the shortest secret that is searched in other texts: a shorter one occurs in them by chance. */
const SHORTEST = 8;

/** Marks around text that only a template engine or a shell can evaluate. */
const MARKS = [
  ['{{', '}}'],
  ['${', '}'],
] as const;

/** Placeholders that only a program or a person can replace. */
const PLACEHOLDER =
  /%\{|\$\([A-Z_]+\)|^<[\w .:-]+>$|:\/\/[^/\s]*<[\w .:-]+>|^\$[A-Z_][A-Z0-9_]*$|###\w+###|<path:[^>]{1,500}>|^ENC\[AES256_GCM,|^ref\+\w+:\/\/|^vault:[^#\s]+#/;

/**
 * True for a text with a template or a placeholder. Each mark is searched only once, since texts may have megabytes.
 */
function isPlaceholder(text: string): boolean {
  const hasMark = MARKS.some(([open, close]) => {
    const at = text.indexOf(open);
    return at >= 0 && text.includes(close, at + open.length);
  });
  return hasMark || PLACEHOLDER.test(text);
}

/** Names of keys whose texts are templates of other programs, or have some: for alerts, for lines, for nginx, for Alloy. */
const OWN_TEMPLATES =
  /^(template|replacement|expr|summary|description|replace|expression|firstline|format|regex|annotations|extraLogProcessingStages|extraStageBlocks|logProcessingStages|extraConfig)$/i;

/** Blocks of programs whose syntax looks like templates. */
const OWN_MARKS = /^(filebeat|logstash)$/;

/** Options of reading an input. */
export interface HideOptions {
  /** If true, texts with templates are values. @default false */
  readonly keepsTemplates?: boolean;
}

/** The value of an input, without secrets and templates. */
export function hideSecrets(value: unknown, { keepsTemplates = false }: HideOptions = {}): unknown {
  const found = new Set<string>();
  const hidden = hide(value, [], (text) => text.length >= SHORTEST && found.add(text), keepsTemplates);
  const others = [...found];
  return others.length === 0 ? hidden : scrub(hidden, others);
}

function hide(value: unknown, keys: readonly string[], onSecret: (text: string) => unknown, keeps: boolean): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => hide(item, keys, onSecret, keeps));
  }
  if (typeof value === 'object' && value !== null) {
    if (value instanceof Hidden) return value;
    const { name } = value as { readonly name?: unknown };
    // An environment variable, or an item of another list of names and values.
    const isNamed = typeof name === 'string' && isSecretKey(name);
    const entries = Object.entries(value).map(([key, inner]) => {
      const at = isNamed && key === 'value' ? name : key;
      return [key, hide(inner, [...keys, at], onSecret, keeps || OWN_MARKS.test(key))] as const;
    });
    return Object.fromEntries(entries);
  }
  if (typeof value !== 'string')
    return isSecretPlace(keys) && typeof value === 'number' ? secretOf(String(value), onSecret) : value;
  if (value.trim() === '') return value;
  const key = keys.at(-1) ?? '';
  // An address cannot have a template of another program.
  if ((!keeps || key === 'url') && !OWN_TEMPLATES.test(key) && isPlaceholder(value))
    return isChartTemplate(value, keys) ? CHART_TEMPLATE : TEMPLATE;
  const forms = OWN_TEMPLATES.test(key) ? IN_EXPRESSION : IN_TEXT;
  const clean = withoutOptions(value.replace(forms.userInfo, '$1'), forms.option);
  if (isSecretPlace(keys) || SECRET_TEXT.some((form) => form.test(clean))) return secretOf(value, onSecret);
  if (clean === value) return value;
  for (const [, , secret] of value.matchAll(/(\b\w+:\/\/[^/\s:@]*:)([^/\s@]*)@/g)) if (secret) onSecret(secret);
  return withoutSecret(clean);
}

/** A text without keys and passwords of options. A URL has no query then, and stays one. */
function withoutOptions(text: string, option: RegExp): string {
  const clean = text.replace(option, '$1…');
  if (clean === text || !/^\w+:\/\/\S+$/.test(text)) return clean;
  return text.replace(/\?.*$/, '').replace(option, '$1…');
}

function secretOf(text: string, onSecret: (text: string) => unknown): Hidden {
  onSecret(text.trim());
  return SECRET;
}

/** True for a key that holds a secret by its name, or is in a block of them. */
function isSecretPlace(keys: readonly string[]): boolean {
  const [key = '', parent = ''] = [keys.at(-1), keys.at(-2)];
  return isSecretKey(key) || /^(stringData|secretData)$/.test(parent);
}

function isSecretKey(key: string): boolean {
  const name = key.replace(/[-_.]/g, '').toLowerCase();
  return SECRET_KEY.test(name) && !NO_SECRET_KEY.test(name);
}

/** The value, without texts that occur as secrets elsewhere in it. */
function scrub(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') {
    const clean = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), value);
    return clean === value ? value : withoutSecret(clean);
  }
  if (Array.isArray(value)) return value.map((item) => scrub(item, secrets));
  if (value instanceof Hidden)
    return secrets.some((secret) => String(value.rest ?? '').includes(secret)) ? SECRET : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scrub(inner, secrets)]));
}

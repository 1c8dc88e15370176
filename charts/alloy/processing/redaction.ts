import { groupCount } from '../../input/re2';
import { Block } from '../language/syntax';
import { rawText } from '../language/raw-text';
import type { AlloyRedaction, RedactionName } from './settings';

/**
 * Template that replaces a number if its check digit is right (Luhn, ISO/IEC 7812). `stage.luhn` is not used: it joins
 * adjacent numbers, replaces some Unix timestamps by chance, and replaces the whole line if it has a source.
 */
const IF_LUHN = [
  '{{ $n := regexReplaceAll "[ -]" .Value "" }}{{ $l := len $n }}{{ $s := 0 }}',
  '{{ range $i, $c := splitList "" $n }}{{ $x := atoi $c }}',
  '{{ if eq (mod (sub $l $i) 2) 0 }}{{ $x = mul $x 2 }}{{ if gt $x 9 }}{{ $x = sub $x 9 }}{{ end }}{{ end }}',
  '{{ $s = add $s $x }}{{ end }}',
  '{{ if eq (mod $s 10) 0 }}<card>{{ else }}{{ .Value }}{{ end }}',
].join('');

/**
 * Numbers of Visa, Mastercard, Discover, Maestro and JCB, of American Express, and of Diners. No Unix timestamp
 * matches.
 */
const CARD = [
  String.raw`(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6\d{3}|35\d{2})[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}`,
  String.raw`3[47]\d{2}[ -]?\d{6}[ -]?\d{5}`,
  String.raw`3(?:0[0-5]|[68]\d)\d[ -]?\d{6}[ -]?\d{4}`,
].join('|');

const SECRET_NAME = '(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret|credentials?)';

/** Regular expression whose groups are replaced, and the template of the replacement. */
type Replacement = readonly [regex: string, template: string];

/** Replacements of each named redaction. Only groups are replaced, so JSON stays valid. */
export const REDACTIONS: Readonly<Record<RedactionName, readonly Replacement[]>> = {
  /** Ids of access keys, and secret keys after a name for them. */
  'aws-keys': [
    [
      String.raw`\b((?:AKIA|ASIA)[A-Z0-9]{16})\b|(?i:aws_?secret_?access_?key|secretAccessKey)\\?["']?\s*[=:]\s*\\?["']?([A-Za-z0-9/+]{40})\b`,
      '<aws-key>',
    ],
  ],
  /** Credentials after Authorization, and tokens after Bearer. */
  authorization: [
    [
      String.raw`(?i)authorization\\?["']?\s*[=:]\s*\\?["']?(?:(?:bearer|basic|token|negotiate|digest|aws4-hmac-sha256)\s+)?([^\s"',;\\]+)|\bbearer\s+([a-z0-9._~+/-]{8,}=*)`,
      '<redacted>',
    ],
  ],
  /** Keys in PEM, with line breaks or `\n` between their lines. */
  'private-keys': [
    [
      String.raw`-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----((?:[A-Za-z0-9+/=\s:,-]|\\+[nr])+?)(?:-----END|[^A-Za-z0-9+/=\s:,\\-]|$)`,
      '<private-key>',
    ],
  ],
  /** Numbers of payment cards whose check digit is right. */
  'card-numbers': [[String.raw`\b(${CARD})\b`, IF_LUHN]],
  emails: [[String.raw`(?i)\b([a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,})\b`, '<email>']],
  /** JSON web tokens. */
  jwt: [[String.raw`\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)`, '<jwt>']],
  /** Values after names such as password: in JSON, in query strings, after =, => or a colon. Passwords in URLs. */
  secrets: [
    [String.raw`(?i)"(?:[\w.-]*[_.-])?${SECRET_NAME}"\s*:\s*(-?\d[\d.e+-]*|true|false)`, '"<redacted>"'],
    [
      String.raw`(?i)${SECRET_NAME}\\?["']?\s*(?:=>|[=:])\s*(?:\\"((?:[^"\\]|\\[^"])+)|"((?:[^"\\]|\\.)+)|'((?:[^'"\\]|\\.)+)'|'?([^\s"',;&}{\[\]\\]+))|\b[a-z][a-z0-9+.-]*://[^\s/:@"']*:([^\s/@"']+)@`,
      '<redacted>',
    ],
  ],
};

/** Stages that replace secrets. Alloy replaces only groups, so an expression without groups becomes a group. */
export function redactionStages(redactions: readonly (RedactionName | AlloyRedaction)[]): Block[] {
  return redactions.flatMap((redaction) =>
    (typeof redaction === 'string' ? REDACTIONS[redaction] : [ownReplacement(redaction)]).map(([regex, template]) =>
      new Block('stage.replace').set('expression', rawText(regex)).set('replace', rawText(template)),
    ),
  );
}

function ownReplacement({ regex, replacement = '<redacted>' }: AlloyRedaction): Replacement {
  return [groupCount(regex) === 0 ? `(${regex})` : regex, replacement.replaceAll('{{', '{{"{{"}}')];
}

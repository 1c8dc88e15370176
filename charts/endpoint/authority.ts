import { X509Certificate } from 'node:crypto';
import { together } from '../input/combine';
import { OBJECT_NAME, SECRET_KEY, type TextForm } from '../input/forms';
import { fields, type PropValidators, text } from '../input/props';

/** Certificates of authorities, which are not secret: their text, or a Secret in the namespace of the pods. */
export interface CertificateAuthority {
  /** Name of the Secret. It is mounted as a file, and read again when it changes. @default - their text is in pem */
  readonly secret?: string;

  /** Key of the Secret. @default ca.crt */
  readonly key?: string;

  /** Text of the certificates, beginning with -----BEGIN CERTIFICATE-----. @default - they are in a Secret */
  readonly pem?: string;
}

/** Key of the certificates in a Secret or a ConfigMap, as cert-manager writes it. */
export const CA_KEY = 'ca.crt';

const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** True if all certificates of a text can be read: with one that cannot, Alloy does not start. */
function areReadable(pem: string): boolean {
  try {
    return (pem.match(PEM_BLOCK) ?? []).every((block) => new X509Certificate(block).subject !== undefined);
  } catch {
    return false;
  }
}

/** Form of the text of certificates. */
const PEM: TextForm = {
  example: '-----BEGIN CERTIFICATE-----…',
  faultOf: (pem) =>
    /^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/.test(pem) &&
    !pem.includes('PRIVATE KEY') &&
    areReadable(pem)
      ? undefined
      : { wrong: 'is not a certificate in PEM', fix: 'write the text of the file, from BEGIN to END CERTIFICATE' },
};

const FIELDS: PropValidators<CertificateAuthority> = {
  secret: text(OBJECT_NAME),
  key: text(SECRET_KEY),
  pem: text(PEM),
};

/** Validator of an authority that may be in these kinds of objects, or in `pem`. `example` is one, as in code. */
export const certificateAuthority = <T extends CertificateAuthority>(
  example: string,
  more: Omit<PropValidators<T>, keyof CertificateAuthority>,
) => {
  const objects = ['secret', ...Object.keys(more)] as readonly (keyof T & string)[];
  return together<T>(fields<T>(example, { ...FIELDS, ...more } as PropValidators<T>), (path, authority) => {
    const places = ([...objects, 'pem'] as const).filter((place) => authority[place] !== undefined);
    if (places.length === 0) {
      const names = [...objects, 'pem'];
      const found = names.length > 2 ? `has none of ${names.join(', ')}` : `has neither ${names.join(' nor ')}`;
      return [{ path, found, fix: `write one such as ${example}` }];
    }
    if (places.length > 1) {
      return [{ path, found: `has ${[...places].reverse().join(' and ')}`, fix: 'leave one of the two out' }];
    }
    return authority.pem !== undefined && authority.key !== undefined
      ? [{ path, found: 'has pem and key', fix: 'leave one of the two out' }]
      : [];
  });
};

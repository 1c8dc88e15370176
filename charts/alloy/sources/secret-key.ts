import type { TextForm } from '../../input/forms';

/** Key of a Secret. Kubernetes keeps names that begin with two dots for itself. */
export const SECRET_KEY: TextForm = {
  example: 'password',
  faultOf: (key) =>
    /^[-._A-Za-z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..')
      ? undefined
      : { wrong: 'is not a key of a Secret', fix: 'use letters, digits, hyphens, dots and underscores' },
};

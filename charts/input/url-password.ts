import type { TextForm } from './forms';

/** Form of addresses that refuses a password in them. `object` is the Kubernetes object that would show it. */
export const withoutPassword = ({ example, faultOf }: TextForm, object: string): TextForm => ({
  example,
  faultOf: (url) =>
    faultOf(url) ??
    (/^https?:\/\/[^/@]*:[^/@]*@/.test(url)
      ? {
          wrong: `has a password in it, which everybody sees who may read ${object}`,
          fix: 'leave it out, and use an address that asks for none',
        }
      : undefined),
});

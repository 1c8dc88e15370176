/** Text, list and number tokens: placeholders that the AWS CDK leaves for values that AWS knows at deploy time only. */
export const TOKEN = /[$#]\{Token\[[^\]]*\]\}?|-1\.888154589\d+e\+289/;

/** True for a text that contains a token, and for a number that is one. */
export const isToken = (value: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') && TOKEN.test(String(value));

/** Words of AWS about a policy of the organization, which no role of the account can end. */
export const OF_ORGANIZATION = /(?:service|resource) control policy/;

/** Step against such a policy. */
export const ASK_ORGANIZATION = 'ask those who run AWS Organizations for the policy of the account that denies it';

/** Beginning of a step for a pod that such a policy denies something; nothing if none is named. */
export const ofOrganization = ({ whole, message }: { readonly whole?: string; readonly message: string }): string =>
  OF_ORGANIZATION.test(whole ?? message) ? `${ASK_ORGANIZATION}; ` : '';

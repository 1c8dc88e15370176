/** Words of AWS about a policy of the organization, which no role of the account can end. */
export const OF_ORGANIZATION = /(?:service|resource) control policy/;

/** Step against such a policy. */
export const ASK_ORGANIZATION = 'ask those who run AWS Organizations for the policy of the account that denies it';

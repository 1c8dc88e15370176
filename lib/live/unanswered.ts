/** Words of Go's network for a request that nobody answers. */
export const UNANSWERED =
  /no such host|i\/o timeout|connection refused|deadline exceeded|network is unreachable|no route to host|TLS handshake timeout|timeout awaiting response headers|reset by peer/;

import type { AlloyProcessing } from '../../../charts/alloy/chart';

/** Blocks of lines as programs of a language write them: each is to arrive as one. */
export const TRACES: Readonly<Record<Extract<AlloyProcessing['multiline'], string>, readonly string[]>> = {
  java: [
    '2026-11-28 10:15:30.123  INFO 1 --- [main] c.e.Shop : Started Shop in 2.3 seconds',
    [
      '2026-11-28 10:15:31.001 ERROR 1 --- [nio-8080-exec-1] o.a.c.c.C.[.[.[/] : Servlet.service() threw exception',
      '',
      'java.lang.IllegalStateException: no stock',
      '\tat com.example.Stock.take(Stock.java:42)',
      '\tat java.base/java.lang.Thread.run(Thread.java:1583)',
      'Caused by: java.sql.SQLException: connection refused',
      '\tat org.postgresql.Driver.connect(Driver.java:285)',
      '\t... 12 common frames omitted',
    ].join('\n'),
    '2026-11-28T10:15:32.000Z WARN com.example.Cart - 3 items',
    '{"@timestamp":"2026-11-28T10:15:33Z","level":"INFO","message":"json"}',
    '10:15:34.567 [main] DEBUG com.example.Main -- no date',
    ['Exception in thread "main" java.lang.NullPointerException', '\tat com.example.Main.main(Main.java:7)'].join('\n'),
  ],
  python: [
    '2026-11-28 10:15:30,123 INFO shop: started',
    [
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 12, in <module>',
      '    main()',
      '  File "/app/main.py", line 8, in main',
      "    raise ValueError('no stock')",
      'ValueError: no stock',
    ].join('\n'),
    'ERROR:shop.cart:failed',
    'INFO:     10.0.0.1:51234 - "GET / HTTP/1.1" 200 OK',
    '[2026-11-28 10:15:31 +0000] [7] [INFO] Booting worker with pid: 7',
  ],
  go: [
    '2026/11/28 10:15:30 listening on :8080',
    [
      'panic: runtime error: index out of range [3] with length 3',
      '',
      'goroutine 1 [running]:',
      'main.main()',
      '\t/app/main.go:9 +0x1d',
      'exit status 2',
    ].join('\n'),
    'level=info msg="from logfmt"',
    '{"level":"info","msg":"from zap"}',
    [
      '2026/11/28 10:15:31 http: panic serving 10.0.0.1:5123: no stock',
      'goroutine 18 [running]:',
      'net/http.(*conn).serve.func1()',
      '\t/usr/local/go/src/net/http/server.go:1947 +0xbe',
    ].join('\n'),
    'E1128 10:15:32.000001       1 main.go:12] from klog',
  ],
  node: [
    'listening on 3000',
    [
      'Error: no stock',
      '    at take (/app/stock.js:5:9)',
      '    at node:internal/main/run_main_module:28:49 {',
      "  code: 'NO_STOCK'",
      '}',
    ].join('\n'),
    [
      'TypeError: x is not a function',
      '    at Object.<anonymous> (/app/index.js:3:1)',
      '  [cause]: Error: before',
      '      at Object.<anonymous> (/app/index.js:2:15)',
    ].join('\n'),
    ['/app/index.js:5', "    throw new Error('boom');", '    ^', ''].join('\n'),
    ['Error: boom', '    at Object.<anonymous> (/app/index.js:5:11)', ''].join('\n'),
    'Node.js v20.12.0',
  ],
  dotnet: [
    ['info: Microsoft.Hosting.Lifetime[14]', '      Now listening on: http://[::]:8080'].join('\n'),
    [
      'fail: Microsoft.AspNetCore.Server.Kestrel[13]',
      '      Connection id "0HN", Request id "0HN:1": An unhandled exception was thrown.',
      '      System.InvalidOperationException: no stock',
      '         at Shop.Stock.Take() in /app/Stock.cs:line 12',
    ].join('\n'),
    ['[10:15:31 ERR] from Serilog', 'System.Exception: no stock', '   at Shop.Main()'].join('\n'),
    [
      'Unhandled exception. System.NullReferenceException: Object reference not set to an instance of an object.',
      '   at Program.<Main>$(String[] args) in /app/Program.cs:line 3',
    ].join('\n'),
  ],
};

/** Lines with secrets, and what is left of them. */
export const SECRETS: readonly (readonly [line: string, left: string])[] = [
  ['key AKIAIOSFODNN7EXAMPLE.', 'key <aws-key>.'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'aws_secret_access_key = <redacted>'],
  ['Authorization: Bearer abc.def-123 ok', 'Authorization: Bearer <redacted> ok'],
  ['{"authorization":"Basic dXNlcjpwYXNz","a":1}', '{"authorization":"Basic <redacted>","a":1}'],
  ['curl -H "X: Bearer abcdefgh123"', 'curl -H "X: Bearer <redacted>"'],
  ['from bob.smith+x@example.co.uk to a@b', 'from <email> to a@b'],
  ['session eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0abc.c2lnbmF0dXJl end', 'session <jwt> end'],
  ['user=bob&password=hunter2&x=1', 'user=bob&password=<redacted>&x=1'],
  ['{"user":"bob","password":"hun\\"ter 2","n":1}', '{"user":"bob","password":"<redacted>","n":1}'],
  ['{"db_password":12345,"api_key":true,"x":2}', '{"db_password":"<redacted>","api_key":"<redacted>","x":2}'],
  ['{"token":"12345"}', '{"token":"<redacted>"}'],
  ['{"log":"{\\"secret\\":\\"s3\\"}"}', '{"log":"{\\"secret\\":\\"<redacted>\\"}"}'],
  ['paid 4111 1111 1111 1111 at 2026-11-28', 'paid <card> at 2026-11-28'],
  ['12 5500005555555559,4111-1111-1111-1111', '12 <card>,<card>'],
  ['amex 378282246310005 diners 30569309025904', 'amex <card> diners <card>'],
  [
    'not one 4111 1111 1111 1112 ts 1795901123456 1795901123456789',
    'not one 4111 1111 1111 1112 ts 1795901123456 1795901123456789',
  ],
  [
    '-----BEGIN RSA PRIVATE KEY-----\\nMIIEow+/=\\nabc\\n-----END RSA PRIVATE KEY----- after',
    '-----BEGIN RSA PRIVATE KEY-----<private-key>-----END RSA PRIVATE KEY----- after',
  ],
  ['{"key":"-----BEGIN PRIVATE KEY-----\\nMIIE","x":1}', '{"key":"-----BEGIN PRIVATE KEY-----<private-key>","x":1}'],
  ['ssn=123-45 {{ kept }}', 'ssn=[{{x}}] {{ kept }}'],
  ['nothing here: information desk', 'nothing here: information desk'],
];

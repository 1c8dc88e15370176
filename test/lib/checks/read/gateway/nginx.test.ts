import { parseNginx, parseNginxSeconds } from '../../../../../lib/checks/read/gateway/nginx';
import { Parts } from '../../harness';
import { parseBinarySize } from '../../../../../lib/manifests/quantity';

describe('nginx', () => {
  test.each<[string, ReturnType<typeof parseNginx>]>([
    ['a b c;', [{ name: 'a', args: ['b', 'c'] }]],
    [`a "b c" 'd;e' "f\\"g" "";`, [{ name: 'a', args: ['b c', 'd;e', 'f"g', ''] }]],
    [
      'a { b; } # c {\nd;',
      [
        { name: 'a', args: [], block: [{ name: 'b', args: [] }] },
        { name: 'd', args: [] },
      ],
    ],
    ['a http://${b}/c$d;', [{ name: 'a', args: ['http://${b}/c$d'] }]],
    ['"\\\\default" x;', [{ name: '\\default', args: ['x'] }]],
    ['~ "^/[^/]{2}$" y;', [{ name: '~', args: ['^/[^/]{2}$', 'y'] }]],
    ['} a; { b; } c', [{ name: 'a', args: [] }]],
  ])('reads %s', (text, directives) => {
    expect(parseNginx(text)).toEqual(directives);
  });

  test('reads any part of a configuration', () => {
    const text = new Parts('prod').object('ConfigMap', 'loki-gateway')['data']['nginx.conf'] as string;
    for (let end = 0; end < text.length; end += 7) expect(() => parseNginx(text.slice(end / 2, end))).not.toThrow();
  });

  test.each([
    ['600', 600],
    ['330s', 330],
    ['5m', 300],
    ['1h 30m', 5400],
    ['500ms', 0.5],
    ['soon', undefined],
  ])('%s is %s seconds', (text, seconds) => {
    expect(parseNginxSeconds(text.split(' '))).toBe(seconds);
  });

  test.each([
    ['16m', 16777216],
    ['4M', 4194304],
    ['512k', 524288],
    ['0', 0],
    ['much', undefined],
  ])('%s is %s bytes', (text, bytes) => {
    expect(parseBinarySize(text)).toBe(bytes);
  });
});

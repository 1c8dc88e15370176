import { complaint } from '../../../bin/wait/kubectl';

test('the complaint of kubectl is its last line, log lines of its libraries left out', () => {
  const stderr = 'E1121 14:47:37.542838   12695 memcache.go:265] "Unhandled Error"\nThe connection was refused\n\n';
  expect(complaint({ status: 1, stdout: '', stderr })).toBe('The connection was refused');
  expect(complaint({ status: null, stdout: '', stderr: '' })).toBe('');
});

import { describe, expect, test } from 'vitest';
import { addressOf, hostOf, isPublished, networkOf, publishing } from '../../../src/verify/engines/ports.ts';

const HERE = '127.0.0.1';

test.each([
  [['--network=host'], 'host'],
  [['--net', 'host'], 'host'],
  [['--network host'], 'host'],
  [['--env=NETWORK=host'], null],
  [['--network-alias=host'], null],
  [[], null],
])('the network of %j', (options, network) => {
  expect(networkOf(options)).toBe(network);
});

test.each([
  [['-p', '8080:3000'], true],
  [['-p8080:3000'], true],
  [['--publish=127.0.0.1:8080:3000/tcp'], true],
  [['--publish', '3000'], true],
  [['-P'], true],
  [['-p', '3000:8080'], false],
  [['--publish=3000/udp'], false],
  [['--env=PORT=3000'], false],
])('%j publish the port', (options, answer) => {
  expect(isPublished(options, 3000)).toBe(answer);
});

describe('publishing', () => {
  test('for this machine only', () => {
    expect(publishing(['--env=PORT=3000'], 3000, HERE)).toEqual(['--publish', '127.0.0.1::3000']);
  });
  test('an engine on another machine has to be reached from here', () => {
    expect(publishing([], 3000, 'build.example')).toEqual(['--publish', '3000']);
  });
  test.each([['--network=host'], ['--network=none'], ['--net=container:db'], ['-p=3000:3000']])(
    'not with %s',
    (option) => {
      expect(publishing([option], 3000, HERE)).toEqual([]);
    },
  );
});

test.each([
  ['127.0.0.1:49153\n', HERE, '127.0.0.1:49153'],
  ['0.0.0.0:49153\n[::]:49153\n', HERE, '127.0.0.1:49153'],
  ['0.0.0.0:49153\n', 'build.example', 'build.example:49153'],
  ['[::]:49153\n', HERE, '127.0.0.1:49153'],
  ['', HERE, null],
])('the address in %j', (lines, host, address) => {
  expect(addressOf(lines, host)).toBe(address);
});

test.each([
  ['unix:///var/run/docker.sock', HERE],
  ['npipe:////./pipe/docker_engine', HERE],
  ['tcp://localhost:2375', HERE],
  ['tcp://build.example:2376', 'build.example'],
  ['ssh://me@build.example', 'build.example'],
  ['tcp://[fd00::1]:2376', '[fd00::1]'],
  ['tcp://', HERE],
  ['', HERE],
])('the host of %j', (endpoint, host) => {
  expect(hostOf(endpoint)).toBe(host);
});

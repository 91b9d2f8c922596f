import { describe, expect, test } from 'vitest';
import { isPure, nativeCrate, usesCertificates } from '../../src/facts/crates.ts';
import { runtimeOf } from '../../src/facts/dev-packages.ts';

describe('what a crate links', () => {
  test.each([
    ['serde', 'none'],
    ['windows-sys', 'none'],
    ['zstd-sys', 'none'],
    ['openssl-sys', 'shared'],
    ['onig_sys', 'shared'],
    ['snmalloc-sys', 'c++'],
    ['mongocrypt-sys', 'behind'],
    ['pyo3-ffi', 'unknown'],
    ['ffmpeg-sys-next', 'unknown'],
    ['openblas-src', 'unknown'],
    ['hidapi', 'unknown'],
    ['sysinfo', 'none'],
    ['constructor', 'none'],
    ['__proto__', 'none'],
  ])('%s: %s', (name, kind) => {
    expect(nativeCrate(name).kind).toBe(kind);
  });

  test('the packages of shared libraries are known', () => {
    for (const name of [
      'openssl-sys',
      'pq-sys',
      'libsqlite3-sys',
      'curl-sys',
      'alsa-sys',
      'libgit2-sys',
      'rdkafka-sys',
    ]) {
      const native = nativeCrate(name);
      expect(native.kind === 'shared' && runtimeOf(native.library.dev, 'bookworm')).toBeTruthy();
    }
  });
});

test('crates that bring nothing native, and features that make them do', () => {
  expect(isPure('tokio', ['full'])).toBe(true);
  expect(isPure('sqlx', ['postgres', 'runtime-tokio-rustls'])).toBe(true);
  expect(isPure('sqlx', ['sqlite'])).toBe(false);
  expect(isPure('actix-web', ['openssl'])).toBe(false);
  expect(isPure('some-crate', [])).toBe(false);
});

test('who asks for certificates of the system', () => {
  expect(usesCertificates('native-tls')).toBe(true);
  expect(usesCertificates('webpki-roots')).toBe(false);
});

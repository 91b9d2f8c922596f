/** Real builds and containers. */
import { expect } from 'vitest';
import { openBuildah } from '../../../../src/verify/engines/buildah/buildah.ts';
import { BASE, testEngine } from '../daemonless/engine.ts';
import { describeEngine } from '../daemonless/suite.ts';

const given = await testEngine('buildah', openBuildah);
describeEngine('buildah', given);

given.engineTest('a port is reached on the host’s own network only', async () => {
  const once = given.request(`FROM ${BASE}\nCMD ["sleep", "60"]\n`);
  expect(await given.engine().build(once)).toMatchObject({ ok: true });
  const started = await given.engine().start({ image: once.tag, options: ['--network=none'], port: 3000 });
  expect(started).toEqual({
    ok: false,
    why: 'buildah publishes no ports: port 3000 is reached only with --network=host among the options of the run',
  });
  expect((await given.mine()).filter(({ kind }) => kind === 'container')).toEqual([]);
  await given.engine().remove(once.tag);
});

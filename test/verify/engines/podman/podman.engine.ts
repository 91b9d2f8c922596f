/** Real builds and containers. */
import { openPodman } from '../../../../src/verify/engines/podman/podman.ts';
import { testEngine } from '../daemonless/engine.ts';
import { describeEngine } from '../daemonless/suite.ts';

describeEngine('podman', await testEngine('podman', openPodman));

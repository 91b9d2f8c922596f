/** Real builds and containers. */
import { openPodman } from '../../../src/verify/podman/podman.ts';
import { testEngine } from '../containers/engine.ts';
import { describeEngine } from '../containers/suite.ts';

describeEngine('podman', await testEngine('podman', openPodman));

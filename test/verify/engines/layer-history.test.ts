import { expect, test } from 'vitest';
import { instructionOf } from '../../../src/verify/engines/layer-history.ts';

test.each([
  ['RUN /bin/sh -c npm ci # buildkit', 'RUN npm ci'],
  ['RUN /bin/sh -c echo hi\n # buildkit', 'RUN echo hi'],
  ['RUN |2 VERSION=3 NAME=a b /bin/sh -c npm ci # buildkit', 'RUN npm ci'],
  ['RUN /bin/bash -o pipefail -c npm ci # buildkit', 'RUN npm ci'],
  ['RUN /bin/ash -eo pipefail -c npm ci # buildkit', 'RUN npm ci'],
  ['RUN npm ci # buildkit', 'RUN npm ci'],
  ['COPY src/ /src/ # buildkit', 'COPY src/ /src/'],
  ['/bin/sh -c #(nop) COPY file:abc in / ', 'COPY file:abc in /'],
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['|1 VERSION=3 /bin/sh -c apt-get update', 'RUN apt-get update'],
  ["# debian.sh --arch 'amd64' out/ 'bookworm'", "# debian.sh --arch 'amd64' out/ 'bookworm'"],
  ['', ''],
])('%s', (createdBy, instruction) => {
  expect(instructionOf(createdBy)).toBe(instruction);
});

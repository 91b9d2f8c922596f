/**
 * How big base images are, unpacked, on amd64. One release that was looked up stands for its whole line, so a figure is
 * an approximation: lines grow slowly (node:18 is 1.09 GB where node:22 is 1.13 GB), and other architectures differ.
 * What is known only as downloaded, that is compressed, is not here.
 */
import { readReference } from './image-reference.ts';

export interface ImageSize {
  readonly repository: string;
  /** A pattern for the whole tag. Compiled when it is asked for: most runs ask for two of them. */
  readonly tags: string;
  readonly bytes: number;
  /** The image that was looked up. */
  readonly image: string;
  /** When it was built, or when the list was printed: year, and month where that is known. */
  readonly date: string;
  readonly source: string;
}

/** One file an image, `repos/<name>/local/<tag>.md`: "Virtual Size (total size of all layers on-disk)", linux/amd64. */
const REPO_INFO = 'docker-library/repo-info, virtual size of the layers on disk';
/**
 * Where nobody publishes them: the SIZE column of `docker images` without the containerd store, as people quote it; at
 * least two that agree within a few percent. The year is that of the image, as far as the list shows it.
 */
const LISTS = '`docker images` as quoted in public guides';
/** The same, from a single list. */
const ONE_LIST = '`docker images` as quoted in one public guide';

/** A version, or what stands for the newest one. */
const VERSION = String.raw`\d[\w.]*`;
const DEBIAN = 'buster|bullseye|bookworm|trixie';
const UBUNTU = 'focal|jammy|noble|resolute';
/** Long-term releases of Node.js have names. Source: nodejs/Release. */
const NODE = `${VERSION}|lts|current|gallium|hydrogen|iron|jod|krypton`;
const JAVA = String.raw`(?:1[1-9]|2\d)(?:[._][\w.]*)?`;
/** The variants of distroless images with a shell have another size. */
const NO_SHELL = 'latest|nonroot';

const full = (versions = VERSION): string => `(?:${versions}|latest)(?:-(?:${DEBIAN}))?|${DEBIAN}`;
const slimBeforeCodename = `(?:${VERSION}-)?slim(?:-(?:${DEBIAN}))?`;
const onUbuntu = `(?:-(?:${UBUNTU}))?`;
const onAlpine = String.raw`-alpine(?:-?3\.\d+)?`;

function row(image: string, megabytes: number, tags: string, date: string, source = REPO_INFO): ImageSize {
  const repository = image.split(':', 1)[0]!;
  return { repository, tags, bytes: megabytes * 1e6, image, date, source };
}

const table = (): readonly ImageSize[] => [
  row('node:22-bookworm', 1130, full(NODE), '2026-07'),
  row('node:22-bookworm-slim', 227.33, `(?:(?:${NODE})-)?(?:(?:${DEBIAN})-)?slim`, '2026-07'),
  row('node:22-alpine3.24', 167.35, String.raw`(?:(?:2[2-9][\w.]*|lts|current|jod|krypton)-)?alpine[\d.]*`, '2026-09'),
  row('node:18-alpine', 127, String.raw`(?:1[89]|2[01]|hydrogen|iron)[\d.]*-alpine[\d.]*`, '2024', LISTS),

  row('python:3.12-bookworm', 1020, full(), '2026-08'),
  row('python:3.12-slim-bookworm', 124.3, slimBeforeCodename, '2026-08'),
  row('python:3.13-alpine3.23', 45.55, `(?:${VERSION}-)?alpine[\\d.]*`, '2026-08'),

  row('ruby:3.4-bookworm', 1000, full(), '2026-07'),
  row('ruby:3.4-slim-bookworm', 157.76, slimBeforeCodename, '2026-07'),

  row('golang:1.26-bookworm', 833.46, full(), '2026-08'),
  // Not up to 1.19, where the compiled standard library came along. Source: Go 1.20 release notes.
  row('golang:1.26-alpine3.23', 241.35, String.raw`(?:1(?:\.[2-9]\d[\w.]*)?-)?alpine[\d.]*`, '2026-08'),

  row('rust:1.97-bookworm', 1570, full(), '2026-07'),
  row('rust:1-slim-bookworm', 910.36, slimBeforeCodename, '2026-07'),

  row('eclipse-temurin:17-jdk', 448.02, `(?:${JAVA}(?:-jdk)?|latest)${onUbuntu}`, '2026-07'),
  row('eclipse-temurin:17-jre', 294.4, `(?:8(?:u\\d[\\w.-]*)?|${JAVA})-jre${onUbuntu}`, '2026-08'),
  row('eclipse-temurin:17-jdk-alpine-3.22', 335.36, `${JAVA}(?:-jdk)?${onAlpine}`, '2026-08'),
  row('eclipse-temurin:17-jre-alpine-3.23', 183.86, `${JAVA}-jre${onAlpine}`, '2026-09'),
  row('maven:3.9-eclipse-temurin-17', 504.4, `(?:3[\\w.]*-)?eclipse-temurin-${JAVA}${onUbuntu}`, '2026-08'),
  row('gradle:9.2-jdk17', 763.88, `(?:${VERSION}-)?jdk-?${JAVA}${onUbuntu}`, '2025-11'),
  row('openjdk:17-jdk-slim', 408, `17[\\w.]*(?:-jdk)?-slim(?:-(?:${DEBIAN}))?`, '2022', LISTS),
  row('openjdk:11-jdk-slim', 424, `11[\\w.]*(?:-jdk)?-slim(?:-(?:${DEBIAN}))?`, '2022', LISTS),
  row('openjdk:11-jre-slim', 223, `11[\\w.]*-jre-slim(?:-(?:${DEBIAN}))?`, '2022', LISTS),
  row('openjdk:8-jdk-alpine', 105, '8(?:u\\d+)?(?:-jdk)?-alpine[\\d.]*', '2019', LISTS),
  row('openjdk:8-jre-alpine', 84.9, '8(?:u\\d+)?-jre-alpine[\\d.]*', '2019', LISTS),

  row('debian:bookworm', 116.57, String.raw`12(?:\.\d+)?|bookworm(?:-\d{8})?`, '2026-07'),
  row('debian:bookworm-slim', 74.83, String.raw`(?:12(?:\.\d+)?|bookworm(?:-\d{8})?)-slim`, '2026-09'),
  row('debian:bullseye-slim', 80.4, String.raw`(?:11(?:\.\d+)?|bullseye(?:-\d{8})?)-slim`, '2022', LISTS),
  // Debian 13 was `stable` when this list was printed, and is `latest` now.
  row('debian:stable', 120, String.raw`13(?:\.\d+)?|(?:trixie|stable)(?:-\d{8})?|latest`, '2025-10', ONE_LIST),
  row('debian:stable-slim', 78.6, String.raw`(?:13(?:\.\d+)?|(?:trixie|stable)(?:-\d{8})?)-slim`, '2025-10', ONE_LIST),
  row('ubuntu:20.04', 72.8, String.raw`20\.04|focal(?:-\d{8})?`, '2022', LISTS),
  row('ubuntu:22.04', 78.08, String.raw`22\.04|jammy(?:-[\d.]+)?`, '2026-07'),
  row('ubuntu:24.04', 78.1, String.raw`24\.04|noble(?:-[\d.]+)?`, '2025', LISTS),
  row('alpine:3.22', 8.3, String.raw`3(?:\.(?:1[7-9]|[2-9]\d)(?:\.\d+)?)?|latest`, '2026-09'),

  row(
    'nginx:stable-alpine',
    62.32,
    String.raw`(?:(?:1|stable|mainline|1\.(?:29|[3-9]\d)(?:\.\d+)?)-)?alpine`,
    '2026-07',
  ),
  row('nginx:latest', 192, String.raw`latest|stable|mainline|1(?:\.(?:2[5-9]|[3-9]\d)(?:\.\d+)?)?`, '2024', LISTS),

  row(
    'mcr.microsoft.com/dotnet/aspnet:8.0',
    217,
    String.raw`8\.0(?:\.\d+)?(?:-(?:bookworm-slim|jammy))?`,
    '2024',
    LISTS,
  ),
  row(
    'mcr.microsoft.com/dotnet/sdk:8.0',
    834,
    String.raw`8\.0(?:\.\d+)?(?:-(?:bookworm-slim|jammy))?`,
    '2024',
    ONE_LIST,
  ),

  ...distroless('static', 'gcr.io/distroless/static-debian12', 1.99, '2024'),
  ...distroless('base', 'gcr.io/distroless/base-debian12', 20.8, '2025-10'),
  ...distroless('cc', 'gcr.io/distroless/cc-debian12', 23.6, '2025-10'),
  ...distroless('java17', 'gcr.io/distroless/java17', 226, '2025-10'),
  ...distroless('java21', 'gcr.io/distroless/java21', 192, '2025-10'),

  row('scratch', 0, 'latest', '2026-11', 'Dockerfile reference: an empty image'),
];

/** Under its plain name, and under those with the release of Debian that it is made of. */
function distroless(name: string, image: string, megabytes: number, date: string): readonly ImageSize[] {
  return ['', '-debian11', '-debian12', '-debian13'].map((release) => ({
    ...row(image, megabytes, NO_SHELL, date, ONE_LIST),
    repository: `gcr.io/distroless/${name}${release}`,
  }));
}

let made: readonly ImageSize[] | null = null;

/** All of them. Made when first asked for: most starts change nothing, and want none. */
export function imageSizes(): readonly ImageSize[] {
  made ??= table();
  return made;
}

/**
 * The size of the image that a FROM names; null when it is not known.
 * @param reference with the defaults of its variables. Where a digest is written too, its tag is what counts.
 */
export function sizeOf(reference: string): ImageSize | null {
  const parts = readReference(reference);
  if (parts === null || parts.rawTag === '' || parts.rawTag.includes('$')) return null;
  const { repository, rawTag } = parts;
  return imageSizes().find((size) => size.repository === repository && matches(size, rawTag)) ?? null;
}

function matches({ tags }: ImageSize, tag: string): boolean {
  return new RegExp(`^(?:${tags})$`).test(tag);
}

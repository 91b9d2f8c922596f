export const phrase = (time) => `that takes ${time} ms`;

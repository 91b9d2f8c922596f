export const title = 'pictures of ships';

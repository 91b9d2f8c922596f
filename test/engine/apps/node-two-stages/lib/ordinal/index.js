module.exports = (number) => `${number}.`;

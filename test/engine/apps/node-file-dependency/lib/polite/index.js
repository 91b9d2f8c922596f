module.exports = (text) => `${text}, if you please`;

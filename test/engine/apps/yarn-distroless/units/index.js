exports.minutes = (seconds) => `${Math.floor(seconds / 60)} min`;

module.exports = () => 'left';

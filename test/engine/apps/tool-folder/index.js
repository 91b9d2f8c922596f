console.log('turn', require('left')());

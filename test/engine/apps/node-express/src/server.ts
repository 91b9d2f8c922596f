import express from 'express';
import { shelf } from './shelf';

const app = express();
const port = Number(process.env.PORT ?? 3000);

app.use(express.static('public'));
app.get('/books/:letter', (request, response) => {
  response.json({ titles: shelf(request.params.letter) });
});
app.listen(port, () => console.log(`listening on ${port}`));

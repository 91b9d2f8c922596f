# How many stars are as near, for each whose number comes in.
while read -r number; do
  echo "star $number: $(sqlite3 :memory: '.mode csv' '.import stars.csv stars' "SELECT count(*) FROM stars WHERE rowid <= $number") are no further"
done

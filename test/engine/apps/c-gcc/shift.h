int shifted(int letter);

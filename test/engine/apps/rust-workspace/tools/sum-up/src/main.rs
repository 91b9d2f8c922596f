use std::io::BufRead;

fn main() {
    for line in std::io::stdin().lock().lines() {
        println!("in all {}", numbers::sum(&line.expect("text")));
    }
}

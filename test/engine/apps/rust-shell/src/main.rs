use std::io::BufRead;

fn main() {
    let unit = std::env::args().nth(1).unwrap_or_default();
    for line in std::io::stdin().lock().lines() {
        println!("sounding {} {}", line.expect("text"), unit);
    }
}

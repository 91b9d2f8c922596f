FROM continuumio/miniconda3:24.5.0-0

WORKDIR /work
COPY environment.yml .
RUN conda install -y -n base -c conda-forge mamba && conda clean -ay
RUN conda env create -f environment.yml && conda clean -ay

# Make RUN commands use the new environment:
SHELL ["conda", "run", "-n", "science", "/bin/bash", "-c"]
RUN pip install papermill

COPY notebooks notebooks
ENTRYPOINT ["conda", "run", "--no-capture-output", "-n", "science", "papermill"]
